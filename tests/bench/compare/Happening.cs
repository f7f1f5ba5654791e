namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What happens to a guest's NIC.</summary>
internal enum Happening
{
    Online,
    Offline,
}

/// <summary>What a hotplug program is told of it.</summary>
internal static class Happenings
{
    public static readonly Happening[] Both = [Happening.Online, Happening.Offline];

    /// <summary>The word that a hotplug program is called with.</summary>
    public static string Word(this Happening happening) => happening == Happening.Online ? "online" : "offline";
}
