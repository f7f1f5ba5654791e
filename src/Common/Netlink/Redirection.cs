using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>An action of tc's that sends packets, or copies, to a link: mirred (linux/tc_act/tc_mirred.h).</summary>
/// <param name="Number">Its number among the actions of its kind.</param>
/// <param name="LinkIndex">The link.</param>
/// <param name="Direction">TCA_EGRESS_* and TCA_INGRESS_*.</param>
/// <param name="Control">TC_ACT_* of linux/pkt_cls.h: what becomes of the packet then.</param>
public sealed record Redirection(uint Number, int LinkIndex, int Direction, int Control)
{
    private const ushort Table = 1; // TCA_ACT_TAB
    private const ushort Kind = 1; // TCA_ACT_KIND
    private const ushort Options = 2; // TCA_ACT_OPTIONS
    private const ushort Parameters = 2; // TCA_MIRRED_PARMS

    // struct tc_mirred: tc_gen's index, capabilities, action and two counts, then what is done, then the link.
    private const int ControlOffset = 8;
    private const int DirectionOffset = 20;
    private const int LinkOffset = 24;
    private const int ParametersLength = 28;

    /// <summary>What it does, in the words of tc.</summary>
    public string Words =>
        Direction switch
        {
            1 => "egress redirect",
            2 => "egress mirror",
            3 => "ingress redirect",
            _ => "ingress mirror",
        };

    /// <summary>What becomes of the packet then, in the word of tc.</summary>
    public string ControlWord =>
        Control switch
        {
            0 => "pass",
            1 => "reclassify",
            2 => "drop",
            4 => "",
            -1 => "continue",
            _ => "pipe",
        };

    /// <summary>Asks for all of them.</summary>
    internal static MessageWriter Request() =>
        new MessageWriter(MessageType.GetAction, MessageFlags.Dump)
            .Fixed(new ActionHeader())
            .Nest(Table, static table => table.Nest(1, static action => action.Text(Kind, "mirred")));

    /// <summary>Reads the answer to it, whose messages are called like the question; none in one that is too short.</summary>
    internal static List<Redirection> Read(ReadOnlySpan<byte> payload)
    {
        var redirections = new List<Redirection>();
        if (payload.Length < Unsafe.SizeOf<ActionHeader>())
            return redirections;
        var list = new AttributeReader(AttributeReader.Find(payload[Unsafe.SizeOf<ActionHeader>()..], Table));
        while (list.Next())
        {
            var parameters = AttributeReader.Find(AttributeReader.Find(list.Value, Options), Parameters);
            if (parameters.Length >= ParametersLength)
                redirections.Add(
                    new Redirection(
                        MemoryMarshal.Read<uint>(parameters),
                        MemoryMarshal.Read<int>(parameters[LinkOffset..]),
                        MemoryMarshal.Read<int>(parameters[DirectionOffset..]),
                        MemoryMarshal.Read<int>(parameters[ControlOffset..])
                    )
                );
        }
        return redirections;
    }

    /// <summary>struct tcamsg of linux/rtnetlink.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ActionHeader
    {
        internal byte Family;
        internal byte Padding1;
        internal ushort Padding2;
    }
}
