using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>
/// Reads the expressions of one rule (NFTA_* and NFT_* of linux/netfilter/nf_tables.h), and follows links' indexes through
/// its registers. What it does not know, it passes over.
/// </summary>
internal sealed class RuleReader
{
    private const uint InputIndex = 4; // NFT_META_IIF
    private const uint OutputIndex = 5; // NFT_META_OIF
    private const uint SecondaryIndex = 33; // NFT_META_SDIF
    private const uint RouteIndex = 1; // NFT_FIB_RESULT_OIF
    private const uint OnlyWhetherThereIsOne = 1 << 5; // NFTA_FIB_F_PRESENT
    private const uint Inverted = 1; // NFT_LOOKUP_F_INV
    private const int LargestValue = 16;

    private readonly RuleRegisters _registers = new();
    private readonly RuleFacts _facts = new();

    /// <summary>Reads the list of a rule's expressions.</summary>
    internal static RuleFacts Read(ReadOnlySpan<byte> expressions)
    {
        var reader = new RuleReader();
        var list = new AttributeReader(expressions);
        while (list.Next())
            reader.Take(
                Netfilter.ReadText(list.Value, Netfilter.ExpressionName),
                AttributeReader.Find(list.Value, Netfilter.ExpressionData)
            );
        foreach (ref var register in reader._registers.From(0))
            reader.Settle(ref register);
        return reader._facts;
    }

    private void Take(string name, ReadOnlySpan<byte> data)
    {
        switch (name)
        {
            case "meta":
                TakeMeta(data);
                break;
            case "fib":
                TakeRoute(data);
                break;
            case "byteorder":
                TakeByteOrder(data);
                break;
            case "cmp":
                TakeComparison(data);
                break;
            case "range":
                TakeRange(data);
                break;
            case "lookup":
                TakeLookup(data);
                break;
            case "immediate":
                TakeImmediate(data);
                break;
            case "fwd":
                TakeSending(
                    Netfilter.ReadNumber(
                        data,
                        1 /* NFTA_FWD_SREG_DEV */
                    )
                );
                break;
            case "dup":
                TakeSending(
                    Netfilter.ReadNumber(
                        data,
                        2 /* NFTA_DUP_SREG_DEV */
                    )
                );
                break;
            case "reject":
                _facts.Verdict = RuleVerdict.Drops;
                break;
            case "target":
                TakeTarget(data);
                break;
            case "masq" or "redir" or "nat" or "tproxy" or "queue":
                _facts.Verdict = RuleVerdict.Accepts;
                break;
            case "match" or "limit" or "quota" or "connlimit":
                _facts.IsConditional = true;
                break;
            // What else writes a register: NFTA_*_DREG.
            case "payload" or "ct" or "exthdr" or "rt" or "numgen" or "osf" or "xfrm":
                Clear(Netfilter.ReadNumber(data, 1));
                break;
            case "bitwise" or "hash" or "socket" or "tunnel":
                Clear(Netfilter.ReadNumber(data, 2));
                break;
        }
    }

    private void TakeMeta(ReadOnlySpan<byte> data)
    {
        var register = Clear(
            Netfilter.ReadNumber(
                data,
                1 /* NFTA_META_DREG */
            )
        );
        if (
            register.IsEmpty
            || Netfilter.ReadNumber(
                data,
                2 /* NFTA_META_KEY */
            )
                is not (InputIndex or OutputIndex or SecondaryIndex)
        )
            return;
        register[0].Content = RegisterContent.Index;
        register[0].HasNamedForm = true;
    }

    private void TakeRoute(ReadOnlySpan<byte> data)
    {
        _facts.AsksForRoute = true;
        var register = Clear(
            Netfilter.ReadNumber(
                data,
                1 /* NFTA_FIB_DREG */
            )
        );
        var flags =
            Netfilter.ReadNumber(
                data,
                3 /* NFTA_FIB_FLAGS */
            ) ?? 0;
        if (
            !register.IsEmpty
            && Netfilter.ReadNumber(
                data,
                2 /* NFTA_FIB_RESULT */
            ) == RouteIndex
            && (flags & OnlyWhetherThereIsOne) == 0
        )
            register[0].Content = RegisterContent.Index;
    }

    private void TakeByteOrder(ReadOnlySpan<byte> data)
    {
        var source = _registers.From(
            RuleRegisters.PlaceOf(
                Netfilter.ReadNumber(
                    data,
                    1 /* NFTA_BYTEORDER_SREG */
                )
            )
        );
        var swapped = source.IsEmpty ? default : source[0];
        var register = Clear(
            Netfilter.ReadNumber(
                data,
                2 /* NFTA_BYTEORDER_DREG */
            )
        );
        if (register.IsEmpty || swapped.Content != RegisterContent.Index)
            return;
        register[0] = swapped;
        register[0].IsSwapped = !swapped.IsSwapped;
        register[0].HasNamedForm = false;
    }

    private void TakeComparison(ReadOnlySpan<byte> data)
    {
        _facts.IsConditional = true;
        var value = AttributeReader.Find(
            AttributeReader.Find(
                data,
                3 /* NFTA_CMP_DATA */
            ),
            Netfilter.DataValue
        );
        var place = RuleRegisters.PlaceOf(
            Netfilter.ReadNumber(
                data,
                1 /* NFTA_CMP_SREG */
            )
        );
        foreach (ref var register in _registers.From(place, value.Length))
        {
            if (register.Content == RegisterContent.Index && value.Length >= sizeof(uint))
                Compare(
                    ref register,
                    Netfilter.ReadNumber(
                        data,
                        2 /* NFTA_CMP_OP */
                    ),
                    ReadIndex(register, value)
                );
            value = value[Math.Min(sizeof(uint), value.Length)..];
        }
    }

    /// <summary>NFT_CMP_*. Several comparisons of one register narrow it together.</summary>
    private void Compare(ref RuleRegister register, uint? operation, uint value)
    {
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

    private void TakeRange(ReadOnlySpan<byte> data)
    {
        _facts.IsConditional = true;
        var register = _registers.From(
            RuleRegisters.PlaceOf(
                Netfilter.ReadNumber(
                    data,
                    1 /* NFTA_RANGE_SREG */
                )
            )
        );
        var from = AttributeReader.Find(
            AttributeReader.Find(
                data,
                3 /* NFTA_RANGE_FROM_DATA */
            ),
            Netfilter.DataValue
        );
        var to = AttributeReader.Find(
            AttributeReader.Find(
                data,
                4 /* NFTA_RANGE_TO_DATA */
            ),
            Netfilter.DataValue
        );
        if (register.IsEmpty || register[0].Content != RegisterContent.Index || from.Length < 4 || to.Length < 4)
            return;
        var isInverted =
            Netfilter.ReadNumber(
                data,
                2 /* NFTA_RANGE_OP */
            ) == 1; // NFT_RANGE_NEQ
        AddRange(
            isInverted ? IndexUseKind.MatchesOthers : IndexUseKind.Matches,
            register[0],
            (ReadIndex(register[0], from), ReadIndex(register[0], to))
        );
    }

    private void TakeLookup(ReadOnlySpan<byte> data)
    {
        _facts.IsConditional = true;
        var set = Netfilter.ReadText(
            data,
            1 /* NFTA_LOOKUP_SET */
        );
        var isInverted =
            (
                Netfilter.ReadNumber(
                    data,
                    5 /* NFTA_LOOKUP_FLAGS */
                ) & Inverted
            ) == Inverted;
        var offset = 0;
        foreach (
            var register in _registers.From(
                RuleRegisters.PlaceOf(
                    Netfilter.ReadNumber(
                        data,
                        2 /* NFTA_LOOKUP_SREG */
                    )
                )
            )
        )
        {
            if (register.Content == RegisterContent.Index)
                _facts.Uses.Add(
                    new IndexUse(isInverted ? IndexUseKind.MatchesOthers : IndexUseKind.Matches)
                    {
                        Set = set,
                        Offset = offset,
                        HasNamedForm = register.HasNamedForm,
                    }
                );
            offset += sizeof(uint);
        }
        var destination = Netfilter.ReadNumber(
            data,
            3 /* NFTA_LOOKUP_DREG */
        );
        if (destination == RuleRegisters.Verdict)
            _facts.Verdict = RuleVerdict.Varies;
        var result = Clear(destination);
        if (result.IsEmpty)
            return;
        result[0].Content = RegisterContent.Mapped;
        result[0].Map = set;
    }

    private void TakeImmediate(ReadOnlySpan<byte> data)
    {
        var number = Netfilter.ReadNumber(
            data,
            1 /* NFTA_IMMEDIATE_DREG */
        );
        var content = AttributeReader.Find(
            data,
            2 /* NFTA_IMMEDIATE_DATA */
        );
        if (number == RuleRegisters.Verdict)
        {
            var verdict = AttributeReader.Find(
                content,
                2 /* NFTA_DATA_VERDICT */
            );
            _facts.Verdict = ReadVerdict(verdict);
            if (_facts.Verdict == RuleVerdict.Jumps)
                _facts.Target = Netfilter.ReadText(
                    verdict,
                    2 /* NFTA_VERDICT_CHAIN */
                );
            return;
        }
        var value = AttributeReader.Find(content, Netfilter.DataValue);
        var register = Clear(number);
        if (register.IsEmpty || value.Length != sizeof(uint))
            return;
        register[0].Content = RegisterContent.Constant;
        register[0].Constant = MemoryMarshal.Read<uint>(value);
    }

    /// <summary>NFTA_VERDICT_CODE: NF_* of linux/netfilter.h, or NFT_* of linux/netfilter/nf_tables.h.</summary>
    internal static RuleVerdict ReadVerdict(ReadOnlySpan<byte> verdict) =>
        (int?)Netfilter.ReadNumber(verdict, 1) switch
        {
            0 => RuleVerdict.Drops, // NF_DROP
            -3 or -4 => RuleVerdict.Jumps, // NFT_JUMP, NFT_GOTO
            null or -1 or -2 => RuleVerdict.None, // NFT_CONTINUE, NFT_BREAK
            _ => RuleVerdict.Accepts,
        };

    private void TakeSending(uint? number)
    {
        var register = _registers.From(RuleRegisters.PlaceOf(number));
        if (register.IsEmpty)
            return;
        if (register[0].Content == RegisterContent.Constant)
            _facts.Uses.Add(
                new IndexUse(IndexUseKind.Sends) { Lowest = register[0].Constant, Highest = register[0].Constant }
            );
        else if (register[0].Content == RegisterContent.Mapped)
            _facts.Uses.Add(new IndexUse(IndexUseKind.Sends) { Set = register[0].Map });
    }

    /// <summary>iptables' own targets: NFTA_TARGET_NAME.</summary>
    private void TakeTarget(ReadOnlySpan<byte> data)
    {
        if (Netfilter.ReadText(data, 1) is "REJECT" or "DROP")
            _facts.Verdict = RuleVerdict.Drops;
    }

    private Span<RuleRegister> Clear(uint? number)
    {
        var place = RuleRegisters.PlaceOf(number);
        foreach (ref var register in _registers.From(place, LargestValue))
        {
            Settle(ref register);
            register = default;
        }
        return _registers.From(place);
    }

    private static void Narrow(ref RuleRegister register, (uint Lowest, uint Highest) limits)
    {
        register.Lowest = register.IsNarrowed ? Math.Max(register.Lowest, limits.Lowest) : limits.Lowest;
        register.Highest = register.IsNarrowed ? Math.Min(register.Highest, limits.Highest) : limits.Highest;
        register.IsNarrowed = true;
    }

    /// <summary>Notes what comparisons have narrowed an index to, when the register holds it no longer.</summary>
    private void Settle(ref RuleRegister register)
    {
        if (register is { Content: RegisterContent.Index, IsNarrowed: true })
            AddRange(IndexUseKind.Matches, register, (register.Lowest, register.Highest));
    }

    private void AddRange(IndexUseKind kind, RuleRegister register, (uint Lowest, uint Highest) range) =>
        _facts.Uses.Add(
            new IndexUse(kind)
            {
                Lowest = range.Lowest,
                Highest = range.Highest,
                HasNamedForm = register.HasNamedForm && range.Lowest == range.Highest,
            }
        );

    private static uint ReadIndex(RuleRegister register, ReadOnlySpan<byte> value) =>
        register.IsSwapped ? BinaryPrimitives.ReadUInt32BigEndian(value) : MemoryMarshal.Read<uint>(value);
}
