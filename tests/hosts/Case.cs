namespace Xen.Hotplug.Hosts;

/// <summary>Who configures the network of a host, and how.</summary>
/// <param name="Name">By which the case is called.</param>
/// <param name="Suite">The suite of Debian that is installed.</param>
/// <param name="Manager">What configures it.</param>
/// <param name="Files">Paths and texts of the files that tell it.</param>
internal sealed record Case(string Name, string Suite, Manager Manager, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The name of the network card that is shadowed.</summary>
    internal string Nic { get; init; } = "eth0";

    /// <summary>Whether DHCP gives it its address.</summary>
    internal bool HasLease { get; init; } = true;

    /// <summary>Whether there is a second card, at a network of its own.</summary>
    internal bool HasSecondNic { get; init; }

    /// <summary>Whether a start is killed in the middle, too.</summary>
    internal bool HasKilledStart { get; init; }

    /// <summary>What is run in the host's file tree before its first boot.</summary>
    internal string Script { get; init; } = "";

    /// <summary>The name that the kernel and udev give to the card with that number, from 0 on.</summary>
    internal string NameOf(int card) =>
        Nic.StartsWith("eth", StringComparison.Ordinal) ? $"eth{card}" : $"enp0s{card + 2}";

    /// <summary>The place on the PCI bus that udev makes the name of.</summary>
    internal static int SlotOf(int card) => card + 2;

    /// <summary>The MAC address of the card with that number.</summary>
    internal static string MacOf(int card) => $"52:54:00:ab:cd:0{card + 1}";
}
