using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Links.</content>
public sealed partial class RequestBatch
{
    /// <summary>Sets a link up.</summary>
    public void SetUp(LinkReference link) =>
        Add($"ip link set dev {link.Word} up", () => LinkRequests.SetUp(link.Index));

    /// <summary>Sets a link down.</summary>
    public void SetDown(LinkReference link) =>
        Add($"ip link set dev {link.Word} down", () => LinkRequests.SetDown(link.Index));

    /// <summary>Renames a link; before Linux 6.2 it must be down.</summary>
    public void SetName(LinkReference link, string name) =>
        Add($"ip link set dev {link.Word} name {Text.ShellWord(name)}", () => LinkRequests.SetName(link.Index, name));

    /// <summary>Makes a link a port of another.</summary>
    public void SetMaster(LinkReference port, LinkReference master) =>
        Add(
            $"ip link set dev {port.Word} master {master.Word}",
            () => LinkRequests.SetMaster(port.Index, master.Index)
        );

    /// <summary>Takes a link off the one that it is a port of.</summary>
    public void RemoveMaster(LinkReference port) =>
        Add($"ip link set dev {port.Word} nomaster", () => LinkRequests.SetMaster(port.Index, 0));

    /// <summary>Stops the kernel from making IPv6 addresses for a link.</summary>
    public void StopAddressGeneration(LinkReference link) =>
        Add(
            $"ip link set dev {link.Word} addrgenmode none",
            () => LinkRequests.SetInet6AddressGenerationMode(link.Index, AddressGeneration.None),
            Errno.EAFNOSUPPORT
        );
}
