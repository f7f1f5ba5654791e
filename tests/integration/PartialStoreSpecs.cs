using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>One answer of the store that fails, or changes while it is read, costs that answer and no other.</summary>
public sealed class PartialStoreSpecs : DoctorSpecs
{
    private const string Other = "/local/domain/0/backend/vif/2/0";

    public static TheoryData<string> Keys =>
        ["bridge", "script", "hotplug-status", "hotplug-error", "online", "vifname"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        WriteBackend("eth0", 2);
        Store.Write("/local/domain/2/name", "two");
        var guest = await Host.AddGuest("vif2.0");
        await guest.Connect();
        (
            await Host.Start(Programs.VifBridge, ["online", "type_if=vif"], LibxlVariables(2)).Ended
        ).ShouldSucceedQuietly();
        await ShouldBecomeWell();
    }

    /// <summary>A key that is refused is as good as missing, and what depends on it is judged by the rest.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_refused_key_is_unseen_and_all_else_is_judged(string key)
    {
        await Host.Ip("link set dev vif2.0 nomaster");
        Refuse($"backend/vif/2/0/{key}");

        var diagnosis = await Diagnose();

        var unseen = Assert.Single(
            diagnosis.Findings,
            finding => finding is { Verdict: "unseen", Subject: "xenstore" }
        );
        unseen.ShouldName($"could not read {key} under backend/vif/2/0", "EACCES");
        Assert.Contains(diagnosis.Faults, fault => fault is { Check: "guest-ports", Subject: "vif2.0" });
        Assert.DoesNotContain(diagnosis.Faults, fault => fault.Subject == "vif1.0");
        Assert.Contains(
            diagnosis.Findings,
            finding => finding is { Verdict: "well", Check: "guest-ports", Subject: "vif1.0" }
        );
    }

    [Theory]
    [InlineData("/local/domain/1/name")]
    [InlineData("/local/domain")]
    [InlineData("backend/vif/2")]
    [InlineData("backend/vif/2/0")]
    public async Task A_refused_directory_hides_what_is_in_it_and_no_more(string path)
    {
        Refuse(path);

        var diagnosis = await Diagnose();

        Assert.Empty(diagnosis.Faults);
        Assert.Equal(0, diagnosis.Result.ExitCode);
        Assert
            .Single(diagnosis.Findings, finding => finding is { Verdict: "unseen", Subject: "xenstore" })
            .ShouldName(path[(path.LastIndexOf('/') + 1)..], $"under {path[..path.LastIndexOf('/')]}", "EACCES");
        Assert.Contains(
            diagnosis.Findings,
            finding => finding is { Verdict: "well", Check: "guest-ports", Subject: "vif1.0" }
        );
    }

    /// <summary>It may read its own directory, and of others' what their toolstack lets it.</summary>
    [Fact]
    public async Task A_driver_domain_sees_its_ports_without_the_guests_names()
    {
        await Host.Ip("link set dev vif2.0 nomaster");
        Store.Intercept = request =>
            request.Path.StartsWith("/local/domain", StringComparison.Ordinal)
            && !request.Path.StartsWith("/local/domain/1/device/vif/", StringComparison.Ordinal)
                ? StoreReaction.Error("EACCES")
                : StoreReaction.Serve;

        var diagnosis = await Diagnose();

        var fault = Assert.Single(diagnosis.Faults);
        Assert.Equal(("guest-ports", "vif2.0"), (fault.Check, fault.Subject));
        fault.ShouldName("domain 2", "no bridge");
        Assert.Contains(
            diagnosis.Findings,
            finding => finding is { Verdict: "well", Check: "guest-ports", Subject: "vif1.0" }
        );
        Assert.Single(diagnosis.Findings, finding => finding is { Verdict: "unseen", Subject: "xenstore" });
    }

    [Theory]
    [InlineData("/bridge")]
    [InlineData("/hotplug-status")]
    [InlineData("")]
    public async Task A_node_that_vanishes_after_it_was_listed_is_missing(string node)
    {
        OnceBefore(
            request =>
                request.Type == StoreRequestType.Read
                && request.Path.StartsWith("backend/vif/2/0", StringComparison.Ordinal),
            () => Store.Remove($"{Other}{node}")
        );

        var diagnosis = await Diagnose();

        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Subject == "xenstore");
        Assert.DoesNotContain(diagnosis.Faults, fault => fault.Subject == "vif1.0");
        Assert.Equal(
            node == "/hotplug-status",
            diagnosis.Faults.Any(fault => fault is { Check: "hotplug-status", Subject: "vif2.0" })
        );
    }

    [Fact]
    public async Task A_guest_that_comes_while_guests_are_listed_is_not_missed()
    {
        OnceBefore(
            request => request is { Type: StoreRequestType.Directory, Path: "/local/domain" },
            () => Store.Write("/local/domain/9/name", "new")
        );

        var diagnosis = await Diagnose();

        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Subject == "xenstore");
        Assert.DoesNotContain(diagnosis.Faults, fault => fault.Subject is "vif1.0" or "vif2.0");
    }

    /// <summary>A guest fills its own directory, so that the list has to be read in parts, and changes it all the time.</summary>
    [Fact]
    public async Task A_guest_that_changes_its_own_directory_hides_no_other()
    {
        Store.Write("/local/domain/5/name", "busy");
        for (var number = 0; number < 14; number++)
            Store.Write($"/local/domain/5/device/vif/{new string('x', 400)}{number}", "");
        Store.Intercept = request =>
        {
            if (request.Path.StartsWith("/local/domain/5/device/vif", StringComparison.Ordinal))
            {
                Store.Write("/local/domain/5/device/vif/more", "");
                Store.Remove("/local/domain/5/device/vif/more");
            }
            return StoreReaction.Serve;
        };

        var diagnosis = await Diagnose();

        Assert.Empty(diagnosis.Faults);
        Assert
            .Single(diagnosis.Findings, finding => finding is { Verdict: "unseen", Subject: "xenstore" })
            .ShouldName("could not list vif under /local/domain/5/device");
        foreach (var vif in new[] { "vif1.0", "vif2.0" })
            Assert.Contains(
                diagnosis.Findings,
                finding => finding is { Verdict: "well", Check: "guest-ports" } && finding.Subject == vif
            );
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("mtu")]
    [InlineData("vifname")]
    [InlineData("mac")]
    [InlineData("ip")]
    [InlineData("vlan")]
    public async Task Online_without_a_key_that_is_refused_says_which(string key)
    {
        (await Offline()).ShouldSucceed();
        var before = await Host.Links();
        Refuse($"backend/vif/1/0/{key}");

        (await Online()).ShouldFail($"could not read {key} under backend/vif/1/0", "EACCES");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Store.Intercept = null;
        (await Online()).ShouldSucceedQuietly();
    }

    [Theory]
    [InlineData("bridge", "other")]
    [InlineData("mtu", "1400")]
    public async Task Online_goes_by_the_key_as_it_is_when_it_tells_the_toolstack(string key, string value)
    {
        (await Offline()).ShouldSucceed();
        await Host.AddBridge("other");
        OnceBefore(
            request =>
                request.Type == StoreRequestType.Read && request.Path.EndsWith($"/{key}", StringComparison.Ordinal),
            () => Store.Write($"{Backend}/{key}", value)
        );

        (await Online()).ShouldSucceedQuietly();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(value, key == "bridge" ? vif.Bridge : $"{vif.Mtu}");
    }

    /// <summary>EAGAIN means another client's change, and the transaction is made again.</summary>
    [Fact]
    public async Task Online_makes_a_transaction_again_that_another_client_upset()
    {
        (await Offline()).ShouldSucceed();
        var upset = 2;
        Store.Intercept = request =>
        {
            if (request.Type == StoreRequestType.TransactionEnd && upset-- > 0)
                Store.Write($"{Backend}/new{upset}", "");
            return StoreReaction.Serve;
        };

        (await Online()).ShouldSucceedQuietly();

        Assert.True(upset < 0);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Status_names_the_guests_that_the_store_tells()
    {
        Refuse("/local/domain/1/name");

        var result = await BridgeShadow("status", "eth0");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("vif1.0", result.Output, StringComparison.Ordinal);
        Assert.Contains("two", result.Output, StringComparison.Ordinal);
    }

    private void Refuse(string path) =>
        Store.Intercept = request =>
            request.Path == path
            && request.Type is StoreRequestType.Read or StoreRequestType.Directory or StoreRequestType.DirectoryPart
            && request.Path == path
                ? StoreReaction.Error("EACCES")
                : StoreReaction.Serve;

    private void OnceBefore(Func<StoreRequest, bool> isMeant, Action change)
    {
        var isDone = false;
        Store.Intercept = request =>
        {
            if (!isDone && isMeant(request))
            {
                isDone = true;
                change();
            }
            return StoreReaction.Serve;
        };
    }
}
