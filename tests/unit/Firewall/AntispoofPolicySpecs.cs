using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public sealed class AntispoofPolicySpecs
{
    private static readonly InMemoryFirewall s_none = new();

    private static AntispoofPolicy Make(string? word, string? environment, string? file) =>
        new(new Settings(Only(word), name => name == "antispoof" ? environment : null, () => Only(file)));

    private static Dictionary<string, string> Only(string? value) =>
        value == null ? [] : new Dictionary<string, string> { ["antispoof"] = value };

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData(null, null, "yes", true)]
    [InlineData(null, "no", "yes", false)]
    [InlineData(null, "yes", "no", true)]
    [InlineData("no", "yes", "yes", false)]
    [InlineData("yes", "no", "no", true)]
    [InlineData("", "", "yes", true)]
    public void The_word_says_it_before_the_environment_and_that_before_the_file(
        string? word,
        string? environment,
        string? file,
        bool isWanted
    )
    {
        Assert.Equal(isWanted, Make(word, environment, file).WantsGuards(s_none));
    }

    [Theory]
    [InlineData("maybe", null)]
    [InlineData(null, "on")]
    public void Neither_yes_nor_no_is_an_error(string? word, string? file)
    {
        var policy = Make(word, null, file);
        Assert.Throws<HotplugException>(() => policy.WantsGuards(s_none));
        Assert.Throws<HotplugException>(() => policy.HostDefaultToSet(s_none));
    }

    [Theory]
    [InlineData(null, null, HostDefault.Unset)]
    [InlineData("no", null, HostDefault.Unset)]
    [InlineData("no", "no", HostDefault.Unset)]
    [InlineData(null, "no", HostDefault.Unset)]
    [InlineData("no", "yes", HostDefault.No)]
    [InlineData("yes", null, HostDefault.Yes)]
    [InlineData("yes", "no", HostDefault.Yes)]
    [InlineData("yes", "yes", HostDefault.Yes)]
    [InlineData(null, "yes", HostDefault.Unset)]
    public void The_caller_alone_sets_the_host_default_and_to_no_only_over_a_yes(
        string? caller,
        string? file,
        HostDefault set
    )
    {
        Assert.Equal(set, Make(caller, null, file).HostDefaultToSet(s_none));
        Assert.Equal(set, Make(null, caller, file).HostDefaultToSet(s_none));
    }

    [Theory]
    [InlineData(HostDefault.Yes, null, "no", true)]
    [InlineData(HostDefault.No, null, "yes", false)]
    [InlineData(HostDefault.Unset, null, "yes", true)]
    [InlineData(HostDefault.Yes, "no", "yes", false)]
    [InlineData(HostDefault.No, "yes", "no", true)]
    public void The_host_default_is_stronger_than_the_file_and_weaker_than_the_caller(
        HostDefault host,
        string? caller,
        string? file,
        bool isWanted
    )
    {
        using var firewall = new InMemoryFirewall { HostDefault = host };
        Assert.Equal(isWanted, Make(caller, null, file).WantsGuards(firewall));
    }

    [Theory]
    [InlineData(null, HostDefault.Unset, null, true)]
    [InlineData(null, HostDefault.No, "yes", true)]
    [InlineData("no", HostDefault.Yes, "yes", false)]
    [InlineData("yes", HostDefault.No, "no", true)]
    public void A_port_with_a_guard_keeps_it_unless_the_caller_says_no(
        string? caller,
        HostDefault host,
        string? file,
        bool isWanted
    )
    {
        using var firewall = new InMemoryFirewall { HostDefault = host, Guarded = SomeLinks.Vif.Index };

        Assert.Equal(isWanted, Make(caller, null, file).WantsGuard(firewall, SomeLinks.Vif, "vif1.0"));
        Assert.Equal(isWanted, Make(null, caller, file).WantsGuard(firewall, SomeLinks.Vif, "vif1.0"));
    }

    [Fact]
    public void A_start_whose_caller_does_not_speak_of_it_leaves_the_host_default()
    {
        using var firewall = new InMemoryFirewall { HostDefault = HostDefault.No };
        Assert.Equal(HostDefault.No, Make(null, null, "yes").HostDefaultToSet(firewall));
    }
}
