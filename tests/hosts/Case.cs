namespace Xen.Hotplug.Hosts;

/// <summary>Who configures the network of a host, and how.</summary>
/// <param name="Name">By which the case is called.</param>
/// <param name="Manager">What configures it.</param>
/// <param name="Files">Paths and texts of the files that tell it, with {nic} for the card's name.</param>
internal sealed record Case(string Name, Manager Manager, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The suite of Debian that is installed.</summary>
    internal string Suite { get; private init; } = "trixie";

    /// <summary>The name of the network card that is shadowed.</summary>
    internal string Nic { get; private init; } = "eth0";

    /// <summary>How many network cards there are, each at a network of its own.</summary>
    internal int Cards { get; private init; } = 1;

    /// <summary>Whether a start is killed in the middle, too.</summary>
    internal bool HasKilledStart { get; private init; }

    /// <summary>What is run in the host's file tree before its first boot.</summary>
    internal string Script { get; init; } = "";

    /// <summary>How DNS is edited in a file of the administrator's, if the host has such a file.</summary>
    internal DnsEdit? DnsEdit { get; init; }

    /// <summary>Whether DHCP gives the card its address.</summary>
    internal bool HasLease => !Files.Values.Any(text => text.Contains(Lan.FixedAddress, StringComparison.Ordinal));

    /// <summary>The same on Debian 12.</summary>
    internal Case OnBookworm() =>
        this with
        {
            Name = $"bookworm-{Name}",
            Suite = "bookworm",
            Manager = Manager == Manager.Networkd ? Manager.Networkd252 : Manager,
            Cards = 1,
            HasKilledStart = false,
        };

    /// <summary>With a card that udev names by its place on the bus.</summary>
    internal Case WithPredictableName() => this with { Nic = $"enp0s{SlotOf(0)}" };

    /// <summary>With a second card.</summary>
    internal Case WithSecondCard() => this with { Cards = 2 };

    /// <summary>With starts that are killed.</summary>
    internal Case WithKilledStart() => this with { HasKilledStart = true };

    /// <summary>A text with the card's name in the places for it.</summary>
    internal string Fill(string text) => text.Replace("{nic}", Nic, StringComparison.Ordinal);

    /// <summary>The name that the kernel or udev gives to the card with that number, from 0 on.</summary>
    internal string NameOf(int card) => Nic == "eth0" ? $"eth{card}" : $"enp0s{SlotOf(card)}";

    /// <summary>Its place on the PCI bus.</summary>
    internal static int SlotOf(int card) => card + 2;

    /// <summary>Its MAC address.</summary>
    internal static string MacOf(int card) => $"52:54:00:ab:cd:0{card + 1}";
}
