using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>What the comparisons of a rule say of links' indexes: each, and what those of one register say together.</summary>
/// <param name="facts">Where they are noted.</param>
internal sealed class IndexComparisons(RuleFacts facts)
{
    /// <summary>Notes a comparison. Several of one register narrow it together.</summary>
    /// <param name="register">The register, which has an index.</param>
    /// <param name="operation">NFT_CMP_*.</param>
    /// <param name="compared">The value, of 4 bytes at least.</param>
    internal void Add(ref RuleRegister register, uint? operation, ReadOnlySpan<byte> compared)
    {
        var value = ReadIndex(register, compared);
        switch (operation)
        {
            case 0: // NFT_CMP_EQ
                AddRange(IndexUseKind.Matches, register, (value, value));
                break;
            case 1: // NFT_CMP_NEQ
                AddRange(IndexUseKind.MatchesOthers, register, (value, value));
                break;
            case 2: // NFT_CMP_LT
                Narrow(ref register, (0, value == 0 ? 0 : value - 1));
                break;
            case 3: // NFT_CMP_LTE
                Narrow(ref register, (0, value));
                break;
            case 4: // NFT_CMP_GT
                Narrow(ref register, (value == uint.MaxValue ? value : value + 1, uint.MaxValue));
                break;
            case 5: // NFT_CMP_GTE
                Narrow(ref register, (value, uint.MaxValue));
                break;
        }
    }

    /// <summary>Notes what comparisons have narrowed an index to, when the register holds it no longer.</summary>
    internal void Settle(RuleRegister register)
    {
        if (register is { Content: RegisterContent.Index, IsNarrowed: true })
            AddRange(IndexUseKind.Matches, register, (register.Lowest, register.Highest));
    }

    /// <summary>Notes that indexes of a range match, or all others.</summary>
    internal void AddRange(IndexUseKind kind, RuleRegister register, (uint Lowest, uint Highest) range) =>
        facts.Uses.Add(
            new IndexUse(kind)
            {
                Lowest = range.Lowest,
                Highest = range.Highest,
                HasNamedForm = register.HasNamedForm && range.Lowest == range.Highest,
            }
        );

    /// <summary>The index that a value of 4 bytes stands for, in the order in which the register has it.</summary>
    internal static uint ReadIndex(RuleRegister register, ReadOnlySpan<byte> value) =>
        register.IsSwapped ? BinaryPrimitives.ReadUInt32BigEndian(value) : MemoryMarshal.Read<uint>(value);

    private static void Narrow(ref RuleRegister register, (uint Lowest, uint Highest) limits)
    {
        register.Lowest = register.IsNarrowed ? Math.Max(register.Lowest, limits.Lowest) : limits.Lowest;
        register.Highest = register.IsNarrowed ? Math.Min(register.Highest, limits.Highest) : limits.Highest;
        register.IsNarrowed = true;
    }
}
