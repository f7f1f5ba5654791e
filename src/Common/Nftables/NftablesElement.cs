namespace Xen.Hotplug.Common.Nftables;

/// <summary>
/// An element of a set or map of nftables, as it is on the wire: the parts of a concatenation each take a multiple of 4
/// bytes, addresses are in network order, indices and other numbers of the host in the host's.
/// </summary>
/// <param name="Set">The set or map.</param>
/// <param name="Key">The key; in a set of intervals its first value.</param>
internal sealed record NftablesElement(string Set, byte[] Key)
{
    /// <summary>The last value of an interval, itself included; null outside a set of intervals.</summary>
    internal byte[]? LastKey { get; init; }

    /// <summary>What a map has under the key; null in a set.</summary>
    internal byte[]? Data { get; init; }

    /// <summary>At most <see cref="LongestComment"/> bytes; null for none.</summary>
    internal string? Comment { get; init; }

    /// <summary>NFTNL_UDATA_COMMENT_MAXLEN of libnftnl, less its NUL byte: nft reads no longer one.</summary>
    internal const int LongestComment = 127;
}
