using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>What the kernel says when it has worked off a request: nothing more, or why it refused.</summary>
internal static class Acknowledgement
{
    /// <summary>Throws the error of an answer, if it is one.</summary>
    internal static void ThrowIfError(MessageReader answer)
    {
        if (FindError(answer) is { } error)
            throw error;
    }

    /// <summary>
    /// The error of an answer; null if it is none. struct nlmsgerr: a negative error number, the request's header (whole unless
    /// capped), attributes.
    /// </summary>
    internal static NetlinkException? FindError(MessageReader answer)
    {
        const ushort textAttribute = 1;
        if (answer.Payload.Length < sizeof(int))
            return null;
        var number = MemoryMarshal.Read<int>(answer.Payload);
        if (number >= 0)
            return null;
        string? text = null;
        if (answer.Flags.HasFlag(MessageFlags.ExtendedAcknowledgement))
        {
            var skip = sizeof(int);
            if (answer.Type == MessageType.Error)
            {
                skip += MessageWriter.HeaderLength;
                if (!answer.Flags.HasFlag(MessageFlags.Capped) && answer.Payload.Length >= skip)
                    skip = sizeof(int) + (int)MemoryMarshal.Read<uint>(answer.Payload[sizeof(int)..]);
            }
            if (skip >= 0 && skip <= answer.Payload.Length)
                text = AttributeReader.ReadText(AttributeReader.Find(answer.Payload[skip..], textAttribute));
        }
        return new NetlinkException((Errno)(-number), text);
    }
}
