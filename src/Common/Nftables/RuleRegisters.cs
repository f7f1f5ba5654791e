namespace Xen.Hotplug.Common.Nftables;

/// <summary>What one register of 4 bytes holds while a rule is read.</summary>
internal enum RegisterContent : byte
{
    /// <summary>Nothing that matters here.</summary>
    Other,

    /// <summary>The index of a link.</summary>
    Index,

    /// <summary>A number that the rule itself has.</summary>
    Constant,

    /// <summary>What a map has for the packet.</summary>
    Mapped,
}

/// <summary>A register of 4 bytes.</summary>
internal struct RuleRegister
{
    internal RegisterContent Content;

    /// <summary>Whether the index came by <c>iif</c>, <c>oif</c> or <c>sdif</c>.</summary>
    internal bool HasNamedForm;

    /// <summary>Whether it was brought into network order, in which numbers are greater or less byte by byte.</summary>
    internal bool IsSwapped;

    /// <summary>Whether comparisons have narrowed an index to what is between these two.</summary>
    internal bool IsNarrowed;
    internal uint Lowest;
    internal uint Highest;
    internal uint Constant;
    internal string? Map;
}

/// <summary>The registers of a rule (NFT_REG_* of linux/netfilter/nf_tables.h), those of 16 bytes as four each.</summary>
internal sealed class RuleRegisters
{
    /// <summary>The register that takes the verdict: NFT_REG_VERDICT.</summary>
    internal const int Verdict = 0;

    private const uint First = 1; // NFT_REG_1
    private const uint Last = 4; // NFT_REG_4
    private const uint FirstSmall = 8; // NFT_REG32_00
    private const int Count = 16;
    private const int SmallsPerLarge = 4;

    private readonly RuleRegister[] _registers = new RuleRegister[Count];

    /// <summary>Which register of 4 bytes begins there; -1 if there is none such.</summary>
    internal static int PlaceOf(uint? number) =>
        number switch
        {
            >= First and <= Last => (int)(number - First) * SmallsPerLarge,
            >= FirstSmall and < FirstSmall + Count => (int)(number - FirstSmall),
            _ => -1,
        };

    /// <summary>The registers from that place on, as many as the value of a comparison needs.</summary>
    internal Span<RuleRegister> From(int place, int bytes) =>
        place < 0 ? [] : _registers.AsSpan(place, Math.Min((bytes + 3) / 4, Count - place));

    /// <summary>All registers from that place on.</summary>
    internal Span<RuleRegister> From(int place) => place < 0 ? [] : _registers.AsSpan(place);
}
