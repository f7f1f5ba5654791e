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
                kept.Write(reader.Whole);
        }
        return kept.ToArray();
    }
}
