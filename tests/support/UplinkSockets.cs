using System.Net.Sockets;

namespace Xen.Hotplug.TestSupport;

/// <summary>Sockets of this program at an uplink's peer and at a host.</summary>
public static class UplinkSockets
{
    public static Socket Open(this Uplink uplink, AddressFamily family, SocketType type, ProtocolType protocol) =>
        InNamespace.Open(uplink.PeerProcessId, () => new Socket(family, type, protocol));

    public static Socket Open(this Host host, AddressFamily family, SocketType type, ProtocolType protocol) =>
        InNamespace.Open(host.ProcessId, () => new Socket(family, type, protocol));

    /// <summary>Binds a socket to a link itself (SO_BINDTODEVICE).</summary>
    public static void BindToLink(this Socket socket, string name)
    {
        const int socketLevel = 1;
        const int bindToDevice = 25;
        socket.SetRawSocketOption(socketLevel, bindToDevice, System.Text.Encoding.ASCII.GetBytes(name + '\0'));
    }
}
