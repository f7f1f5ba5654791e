using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The same whatever guests, their files and keys, settings and processes say.</summary>
public sealed class HostileTextCureSpecs : CureSpecs
{
    public static TheoryData<string> Texts => [.. Hostile.Texts];

    public static TheoryData<string> FileNames =>
        [.. Hostile.Texts.Where(text => !text.Contains('/', StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(FileNames))]
    public async Task A_guests_file_of_any_name_is_mended(string text)
    {
        var path = $"/etc/xen/{text}";
        // Lest a name that lost its end, or a pattern, hits another.
        Host.Write($"/etc/xen/{text.TrimEnd('\n')}x", "vif = [ 'bridge=eth0' ]\n");
        if (text.EndsWith('\n'))
            Host.Write(path.TrimEnd('\n'), "name = 'bridge=gone'\n");
        Host.Write(path, "vif = [ 'bridge=gone' ]\n");

        await MendAll();

        Assert.Equal("vif = [ 'bridge=eth0' ]\n", Host.Read(path));
        Assert.Equal("vif = [ 'bridge=eth0' ]\n", Host.Read($"/etc/xen/{text.TrimEnd('\n')}x"));
        if (text.EndsWith('\n'))
            Assert.Equal("name = 'bridge=gone'\n", Host.Read(path.TrimEnd('\n')));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_guests_keys_and_name_are_words_and_run_nothing(string text)
    {
        Store.Write("/local/domain/1/name", text);
        Store.Write("/local/domain/5/name", text);
        Store.Write("/local/domain/5/device/vbd/51712", "");
        Store.Write($"{Backend}/bridge", text);
        Store.Write($"{Backend}/hotplug-status", text);
        Host.Write(
            "/etc/xen/web.cfg",
            $"vif = [ 'bridge={text.Replace("'", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)}' ]\n"
        );
        await StandIn("xl", "printf '%s|' \"$@\" >>/run/attached; exit 1");
        await StandIn("edit", "exec sed -i 's/bridge=[^\\x27]*/bridge=eth0/' \"${2-$1}\"");

        var before = await Host.State();
        await MendWhatCanBe();

        Assert.Equal("network-attach|5|bridge=eth0|", Host.Read("/run/attached")[..29]);
        Assert.Equal("eth0", Store.Read($"{Backend}/bridge"));
        Assert.Equal(before, await Host.State());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_key_vlan_of_any_text_runs_nothing(string text)
    {
        Store.Write($"{Backend}/vlan", text);

        var left = Assert.Single(await MendWhatCanBe());

        Assert.Equal("guest-vlans", left.Check);
        Assert.Equal(text, Store.Read($"{Backend}/vlan"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_script_of_any_name_runs_nothing(string text)
    {
        Store.Write($"{Backend}/script", $"/etc/xen/scripts/{text.Split(' ')[0]} bridge=eth0 {text}");
        Host.Write(
            XlConfiguration,
            $"vif.default.script=\"{text.Replace("\"", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)}\"\n"
        );
        await StandIn("edit", ":");

        var before = await Host.State();
        await MendWhatCanBe();

        Assert.Equal(before, await Host.State());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_file_of_settings_with_any_text_runs_nothing(string text)
    {
        await StandIn("edit", ":");
        foreach (
            var line in new[]
            {
                text,
                $"bridge={text}",
                $"bridge={Hostile.Quote(text)}",
                $"antispoof={Hostile.Quote(text)}",
            }
        )
        {
            Host.Write("/etc/xen/xen-hotplug.conf", $"{line}\n");
            Host.Write("/etc/default/bridge-shadow", $"INTERFACES={Hostile.Quote($"eth0 {text}")}\n");

            await MendWhatCanBe();
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_process_of_any_name_runs_nothing(string text)
    {
        await StandIn("systemctl", "printf '%s|' \"$@\" >>/run/restarted");
        await StandIn("ps", "echo some.service");
        var name = text[..Math.Min(text.Length, 15)];
        // perl gives itself the name by which the kernel knows it.
        const string script =
            "use Socket; socket(S, AF_INET, SOCK_DGRAM, 0); setsockopt(S, SOL_SOCKET, 25, \"seth0\\0\") or die; bind(S, pack_sockaddr_in(0, INADDR_ANY)) or die; "
            + "$0 = $ARGV[0]; $| = 1; print \"ready\\n\"; sleep 60";
        var process = Host.Start("perl", ["-e", script, "--", name]);
        await process.Printed("ready");

        await MendWhatCanBe();

        Assert.StartsWith("restart|some.service|", Host.Read("/run/restarted"), StringComparison.Ordinal);
        await process.Kill();
    }

    /// <summary>Root's, since no other's words are believed.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_dhcp_client_with_any_words_runs_nothing(string text)
    {
        Host.Write("/run/dhclient", "#!/bin/sh\necho ready\nwhile :; do sleep 0.1; done\n");
        await Host.Shell("chmod +x /run/dhclient");
        await StandIn("dhclient", "printf '%s|' \"$@\" >>/run/started");
        await Host.Start("/run/dhclient", [text, "seth0"]).Printed("ready");

        await MendAll();

        Assert.Equal("eth0|", Host.Read("/run/started"));
    }
}
