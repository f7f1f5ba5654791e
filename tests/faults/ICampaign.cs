namespace Xen.Hotplug.Faults;

/// <summary>Cases that are tried on one host after the other.</summary>
internal interface ICampaign
{
    string Name { get; }

    Task Run();
}
