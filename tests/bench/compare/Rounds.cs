namespace Xen.Hotplug.CompareBenchmark;

/// <summary>How often each thing is measured.</summary>
/// <param name="Alone">An event of the one guest.</param>
internal readonly record struct Rounds(int Alone)
{
    /// <summary>Events at once.</summary>
    public int Together => Math.Clamp(Alone / 10, 1, 5);

    /// <summary>Twenty ports one after the other.</summary>
    public int Twenty => Math.Clamp(Alone / 20, 1, 3);

    /// <summary>An uplink under its bridge.</summary>
    public int Uplink => Math.Clamp(Alone / 5, 1, 10);
}
