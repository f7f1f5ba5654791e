namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// A message of the kernel's as it came: its type and what follows its header. What is carried from one link to
/// another is kept in this form, so that attributes that nothing here knows are carried too.
/// </summary>
/// <param name="Type">RTM_NEW* of linux/rtnetlink.h.</param>
/// <param name="Payload">The family's fixed part and the attributes.</param>
public sealed record RawRecord(ushort Type, byte[] Payload)
{
    /// <summary>The attributes behind a fixed part, but those of the types that are left out.</summary>
    internal static byte[] AttributesWithout(ReadOnlySpan<byte> attributes, params ReadOnlySpan<ushort> leftOut)
    {
        var kept = new MemoryStream();
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (!leftOut.Contains(reader.Type))
                WriteAttribute(kept, reader.Type, reader.Value);
        }
        return kept.ToArray();
    }

    internal static void WriteAttribute(MemoryStream output, ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[4];
        System.Runtime.InteropServices.MemoryMarshal.Write(header, (ushort)(4 + value.Length));
        System.Runtime.InteropServices.MemoryMarshal.Write(header[2..], type);
        output.Write(header);
        output.Write(value);
        while (output.Length % 4 != 0)
            output.WriteByte(0);
    }
}
