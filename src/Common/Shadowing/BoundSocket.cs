using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>A socket that is bound to a link itself, not to an address.</summary>
/// <param name="IsPacketSocket">Whether it sees frames, not what a protocol makes of them.</param>
/// <param name="Owner">Who holds it; null if that cannot be seen from here.</param>
public sealed record BoundSocket(bool IsPacketSocket, SocketOwner? Owner)
{
    /// <summary>Who has which socket, the beginning of a sentence.</summary>
    public string Describe(Link link)
    {
        var owner =
            Owner == null
                ? "a program that cannot be seen from here"
                : $"{Text.Name(Owner.Program)} (process {Owner.ProcessId})";
        return $"{owner} has {(IsPacketSocket ? "a packet socket" : "a socket")} bound to {link.Name}";
    }
}

/// <summary>A process that holds a socket.</summary>
/// <param name="Program">The name that it calls itself: any characters.</param>
/// <param name="ProcessId">Its number.</param>
public sealed record SocketOwner(string Program, int ProcessId);
