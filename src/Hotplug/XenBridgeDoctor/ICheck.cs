namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>Looks at one thing, and changes nothing.</summary>
internal interface ICheck
{
    /// <summary>What it is called in the JSON report.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    IEnumerable<Finding> Look(Host host);
}
