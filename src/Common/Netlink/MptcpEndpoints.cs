using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Asks the kernel for MPTCP's endpoints and changes them, by generic netlink (linux/mptcp.h).</summary>
internal static class MptcpEndpoints
{
    private const byte Version = 1; // MPTCP_PM_VER
    private const byte Add = 1; // MPTCP_PM_CMD_ADD_ADDR
    private const byte Delete = 2; // MPTCP_PM_CMD_DEL_ADDR
    private const byte Get = 3; // MPTCP_PM_CMD_GET_ADDR

    /// <summary>The endpoints that somebody bound to a link; none on a kernel without MPTCP.</summary>
    internal static List<MptcpEndpoint> List(int linkIndex)
    {
        var endpoints = new List<MptcpEndpoint>();
        try
        {
            using var socket = GenericNetlink.Open();
            socket.Dump(
                Request(GenericNetlink.FindFamily(socket, "mptcp_pm"), Get, MessageFlags.Dump),
                endpoints.Clear,
                (_, payload) =>
                {
                    if (
                        MptcpEndpoint.Read(GenericNetlink.Attributes(payload)) is { IsMadeByHand: true } endpoint
                        && endpoint.LinkIndex == linkIndex
                    )
                        endpoints.Add(endpoint);
                }
            );
        }
        catch (NetlinkException exception)
            when (exception.Error.IsOneOf([Errno.ENOENT, Errno.EOPNOTSUPP, Errno.EPROTONOSUPPORT, Errno.EINVAL]))
        {
            endpoints.Clear();
        }
        return endpoints;
    }

    /// <summary>
    /// Binds endpoints to another link. The kernel changes none, so each is deleted and made again, in one datagram: a kill
    /// cannot come between.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    internal static void Bind(IReadOnlyList<MptcpEndpoint> endpoints, int linkIndex)
    {
        using var socket = GenericNetlink.Open();
        var family = GenericNetlink.FindFamily(socket, "mptcp_pm");
        var requests = new List<MessageWriter>();
        foreach (var endpoint in endpoints)
        {
            foreach (var command in (ReadOnlySpan<byte>)[Delete, Add])
            {
                var request = Request(family, command, MessageFlags.Acknowledge);
                endpoint.WriteOver(request, linkIndex);
                requests.Add(request);
            }
        }
        foreach (var (place, error) in socket.ExecuteTogether(requests))
        {
            // A delete that fails means that it is gone already.
            if (place % 2 == 1)
                throw new NetlinkException(
                    error.Error,
                    error.KernelText,
                    $"bind MPTCP's endpoint {endpoints[place / 2].Id} to another link"
                );
        }
    }

    private static MessageWriter Request(ushort family, byte command, MessageFlags flags) =>
        new MessageWriter(family, flags).Fixed(new GenericHeader { Command = command, Version = Version });
}
