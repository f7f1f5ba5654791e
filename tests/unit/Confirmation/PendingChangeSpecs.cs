using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Confirmation;

public sealed class PendingChangeSpecs : IDisposable
{
    private static readonly InterfaceName s_name = InterfaceName.Parse("eth0", "name");

    private readonly string _folder = Directory.CreateTempSubdirectory("pending-").FullName;

    public static TheoryData<PendingChange> Changes() =>
        [
            new PendingChange("stop", 5000, null, new Reverter("bridge-shadow-confirm-eth0", 0, 0)),
            new PendingChange("start", 5000, 4000, new Reverter(null, 12, 340)),
            new PendingChange("stop", 5000, null, Reverter.Unclaimed),
        ];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_read_as_it_was_noted(PendingChange change)
    {
        var pending = new PendingChanges(_folder);

        pending.Write(s_name, change);

        Assert.Equal(change, pending.TryRead(s_name));
        Assert.Equal([s_name], pending.List());
    }

    [Theory]
    [InlineData("")]
    [InlineData("command=stop\n")]
    [InlineData("command=reboot\ndeadline=5\n")]
    [InlineData("command=stop\ndeadline=soon\n")]
    public void A_file_that_says_something_else_is_nothing_pending(string text) =>
        Assert.Null(PendingChange.Parse(text));

    [Fact]
    public void Nothing_is_pending_without_a_file()
    {
        Assert.Null(new PendingChanges(_folder).TryRead(s_name));
        Assert.Empty(new PendingChanges(_folder).List());
        Assert.Empty(new PendingChanges($"{_folder}/none").List());
    }

    [Fact]
    public void The_process_that_takes_it_back_says_that_it_is_there()
    {
        var pending = new PendingChanges(_folder);
        pending.Write(s_name, new PendingChange("stop", 5000, null, Reverter.Unclaimed));

        pending.Claim(s_name);

        Assert.Equal(Environment.ProcessId, pending.TryRead(s_name)?.Reverter.Process);
        Assert.True(pending.TryRead(s_name)?.Reverter.IsThere);
    }

    [Fact]
    public void A_later_process_of_that_number_does_not_count()
    {
        var reverter = Reverter.Self;

        Assert.False((reverter with { Started = reverter.Started + 10 }).IsThere);
    }

    [Fact]
    public void Disarming_forgets_the_change()
    {
        var pending = new PendingChanges(_folder);
        pending.Write(s_name, new PendingChange("stop", 5000, 4000, Reverter.Unclaimed));

        pending.Disarm(s_name);
        pending.Disarm(s_name);

        Assert.Null(pending.TryRead(s_name));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
