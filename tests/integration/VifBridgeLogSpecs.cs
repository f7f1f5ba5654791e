using System.Net.Sockets;
using System.Text;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The log file and the system's log, and that neither ever fails an event.</summary>
public sealed class VifBridgeLogSpecs : VifBridgeSpecs
{
    private const string LogFile = "/var/log/xen/xen-hotplug.log";

    private string[] Lines => Host.Read(LogFile).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task An_event_is_one_line_with_program_action_vif_and_bridge()
    {
        await GivenAGuest();

        (await Online()).ShouldSucceed();

        var line = Assert.Single(Lines);
        foreach (var word in new[] { "vif-bridge", "online", "vif1.0", "eth0" })
            Assert.Contains(word, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_level_debug_logs_each_change_as_a_command()
    {
        await GivenAGuest();
        Variables["XEN_HOTPLUG_LOG"] = "debug";

        (await Online()).ShouldSucceedQuietly();

        Assert.Contains(Lines, line => line.EndsWith("ip link set dev vif1.0 master eth0", StringComparison.Ordinal));
        Assert.Contains(Lines, line => line.EndsWith("ip link set dev vif1.0 up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_level_error_logs_errors_only()
    {
        await GivenAGuest();
        Variables["XEN_HOTPLUG_LOG"] = "error";

        (await Online()).ShouldSucceed();
        Assert.False(Host.Has(LogFile));
        Store.Write($"{Backend}/bridge", "eth7");
        (await Online()).ShouldFail("eth7");

        Assert.Contains("eth7", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_level_fails_no_event_and_is_noted_in_the_log()
    {
        await GivenAGuest();
        Variables["XEN_HOTPLUG_LOG"] = "loud";

        (await Online()).ShouldSucceed();

        Assert.Contains(Lines, line => line.Contains("loud", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verbose_prints_each_change_on_standard_error()
    {
        await GivenAGuest();

        var result = (await Online("--verbose")).ShouldSucceed();

        Assert.Contains("ip link set dev vif1.0 master eth0\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task An_error_is_logged_in_the_words_of_standard_error_and_of_the_store()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", "eth7");

        var result = (await Online()).ShouldFail("eth7");

        Assert.Contains(Lines, line => line.EndsWith(HotplugError!, StringComparison.Ordinal));
        Assert.EndsWith($"{HotplugError}\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_system_log_gets_the_same_lines_under_the_facility_daemon()
    {
        await GivenAGuest();
        using var syslog = new Syslog(Host);

        (await Online()).ShouldSucceed();
        var message = Assert.Single(syslog.Messages());
        Assert.Matches(@"\A<30>vif-bridge\[\d+\]: .*\bvif1\.0\b.*\beth0\b[^\n]*\z", message);

        Store.Write($"{Backend}/bridge", "eth7");
        (await Online()).ShouldFail("eth7");
        Assert.Contains(
            syslog.Messages(),
            text =>
                text.StartsWith("<27>vif-bridge[", StringComparison.Ordinal)
                && text.EndsWith(HotplugError!, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("mount --bind /var/log/xen /var/log/xen; mount -o remount,bind,ro /var/log/xen")]
    [InlineData("mount -t tmpfs -o size=4k tmpfs /var/log/xen; cat /dev/zero > /var/log/xen/full 2>/dev/null || true")]
    [InlineData("rmdir /var/log/xen; mount -o remount,bind,ro /var/log")]
    [InlineData("rmdir /var/log/xen; touch /var/log/xen")]
    [InlineData("mkdir /var/log/xen/xen-hotplug.log")]
    [InlineData("ln -s /nowhere/at-all /var/log/xen/xen-hotplug.log")]
    [InlineData("mkfifo /var/log/xen/xen-hotplug.log")]
    public async Task A_log_that_cannot_be_written_fails_no_event(string trouble)
    {
        await GivenAGuest();
        await Host.Shell(trouble);

        (await Online()).ShouldSucceed();
        Assert.Equal("connected", Status);
        (await Offline()).ShouldSucceed();
        Assert.Null((await Host.Link("vif1.0")).Bridge);

        Store.Write($"{Backend}/bridge", "eth7");
        (await Online()).ShouldFail("eth7");
    }

    [Fact]
    public async Task A_log_folder_that_is_missing_is_made()
    {
        await GivenAGuest();
        await Host.Shell("rmdir /var/log/xen");

        (await Online()).ShouldSucceed();

        Assert.Single(Lines);
    }

    [Fact]
    public async Task A_log_file_that_is_a_link_is_not_followed()
    {
        await GivenAGuest();
        Host.Write("/run/precious", "precious");
        await Host.Shell("ln -s /run/precious /var/log/xen/xen-hotplug.log");

        (await Online()).ShouldSucceed();

        Assert.Equal("connected", Status);
        Assert.Equal("precious", Host.Read("/run/precious"));
    }

    [Fact]
    public async Task A_system_log_that_nobody_reads_holds_no_event_up()
    {
        await GivenAGuest();
        using var syslog = new Syslog(Host);
        Variables["XEN_HOTPLUG_LOG"] = "debug";
        FillQueue();

        (await Online()).ShouldSucceed();

        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_value_cannot_forge_a_line()
    {
        await GivenAGuest();
        using var syslog = new Syslog(Host);
        Store.Write($"{Backend}/bridge", "eth0\n2026-01-01 vif-bridge: forged\u001b[2J");

        (await Online()).ShouldFail("bridge");

        Assert.Single(Lines);
        Assert.All(syslog.Messages(), message => Assert.DoesNotContain('\n', message));
        Assert.DoesNotContain('\u001b', Host.Read(LogFile));
    }

    [Fact]
    public async Task Events_at_once_do_not_mix_their_lines()
    {
        await GivenAGuest();
        Variables["XEN_HOTPLUG_LOG"] = "debug";

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => number % 2 == 0 ? Online() : Offline()));

        Assert.All(Lines, line => Assert.Matches(@"^\S+ vif-bridge\[\d+\] (debug|info|warn|error): ", line));
    }

    private void FillQueue()
    {
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        sender.Connect(new UnixDomainSocketEndPoint(Host.File("/dev/log")));
        sender.Blocking = false;
        var count = 0;
        try
        {
            for (; count < 100_000; count++)
                sender.Send(Encoding.ASCII.GetBytes("<30>noise: noise"));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
            return;
        }
        Assert.Fail($"The queue takes {count} messages and more.");
    }
}
