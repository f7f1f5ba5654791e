namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Attributes as the kernel told them, to be told to it again. Nothing here knows what they mean, so that those of a newer
/// kernel are among them. A type may come more than once.
/// </summary>
public sealed class RawSettings
{
    private readonly byte[] _attributes;

    private RawSettings(byte[] attributes) => _attributes = attributes;

    /// <summary>No attribute.</summary>
    public static RawSettings None { get; } = new([]);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _attributes.Length == 0;

    /// <summary>The types, in the order in which the attributes came.</summary>
    internal List<ushort> Types
    {
        get
        {
            var types = new List<ushort>();
            var reader = new AttributeReader(_attributes);
            while (reader.Next())
                types.Add(reader.Type);
            return types;
        }
    }

    /// <summary>The attributes on the wire.</summary>
    internal ReadOnlySpan<byte> Bytes => _attributes;

    /// <summary>Reads attributes; what is cut short is left out.</summary>
    internal static RawSettings Read(ReadOnlySpan<byte> attributes)
    {
        var kept = new MemoryStream();
        var reader = new AttributeReader(attributes);
        while (reader.Next())
            Append(kept, reader);
        return new RawSettings(kept.ToArray());
    }

    /// <summary>Those of the types that are named.</summary>
    internal RawSettings Only(params ReadOnlySpan<ushort> types)
    {
        var kept = new MemoryStream();
        var reader = new AttributeReader(_attributes);
        while (reader.Next())
            if (types.Contains(reader.Type))
                Append(kept, reader);
        return new RawSettings(kept.ToArray());
    }

    /// <summary>Those of other types than are named.</summary>
    internal RawSettings Without(params ReadOnlySpan<ushort> types) =>
        Read(AttributeReader.Without(_attributes, types));

    /// <summary>Those of types that are larger than that.</summary>
    internal RawSettings Above(ushort type) => Only([.. Types.FindAll(one => one > type)]);

    /// <summary>Those that others do not have with the same value.</summary>
    internal RawSettings DifferingFrom(RawSettings others)
    {
        var kept = new MemoryStream();
        var reader = new AttributeReader(_attributes);
        while (reader.Next())
            if (!others.Has(reader.Type, reader.Value))
                Append(kept, reader);
        return new RawSettings(kept.ToArray());
    }

    private bool Has(ushort type, ReadOnlySpan<byte> value)
    {
        var reader = new AttributeReader(_attributes);
        while (reader.Next())
            if (reader.Type == type && reader.Value.SequenceEqual(value))
                return true;
        return false;
    }

    private static void Append(MemoryStream kept, AttributeReader reader)
    {
        kept.Write(reader.Whole);
        // The last one may have come without its padding.
        while (kept.Length % 4 != 0)
            kept.WriteByte(0);
    }
}
