namespace Xen.Hotplug.CompareBenchmark;

/// <summary>How full the bridge is while something is measured.</summary>
internal enum Place
{
    /// <summary>The one guest's port comes and goes.</summary>
    One,

    /// <summary>Ports 1 to 20, one after the other.</summary>
    First,

    /// <summary>Ports 81 to 100.</summary>
    Hundred,

    /// <summary>Ports 981 to 1,000.</summary>
    Thousand,
}
