using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>
/// Reads the expressions of one rule (NFT_* of linux/netfilter/nf_tables.h), and follows links' indexes through
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
    private readonly IndexComparisons _comparisons;

    private RuleReader() => _comparisons = new IndexComparisons(_facts);

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
            reader._comparisons.Settle(register);
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
                TakeSending(Netfilter.ReadNumber(data, ExpressionAttribute.ForwardDevice));
                break;
            case "dup":
                TakeSending(Netfilter.ReadNumber(data, ExpressionAttribute.DuplicateDevice));
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
        var register = Clear(Netfilter.ReadNumber(data, ExpressionAttribute.MetaDestination));
        if (
            register.IsEmpty
            || Netfilter.ReadNumber(data, ExpressionAttribute.MetaKey)
                is not (InputIndex or OutputIndex or SecondaryIndex)
        )
            return;
        register[0].Content = RegisterContent.Index;
        register[0].HasNamedForm = true;
    }

    private void TakeRoute(ReadOnlySpan<byte> data)
    {
        _facts.AsksForRoute = true;
        var register = Clear(Netfilter.ReadNumber(data, ExpressionAttribute.FibDestination));
        var flags = Netfilter.ReadNumber(data, ExpressionAttribute.FibFlags) ?? 0;
        if (
            !register.IsEmpty
            && Netfilter.ReadNumber(data, ExpressionAttribute.FibResult) == RouteIndex
            && (flags & OnlyWhetherThereIsOne) == 0
        )
            register[0].Content = RegisterContent.Index;
    }

    private void TakeByteOrder(ReadOnlySpan<byte> data)
    {
        var source = _registers.From(
            RuleRegisters.PlaceOf(Netfilter.ReadNumber(data, ExpressionAttribute.ByteOrderSource))
        );
        var swapped = source.IsEmpty ? default : source[0];
        var register = Clear(Netfilter.ReadNumber(data, ExpressionAttribute.ByteOrderDestination));
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
            AttributeReader.Find(data, ExpressionAttribute.ComparisonData),
            Netfilter.DataValue
        );
        var place = RuleRegisters.PlaceOf(Netfilter.ReadNumber(data, ExpressionAttribute.ComparisonSource));
        foreach (ref var register in _registers.From(place, value.Length))
        {
            if (register.Content == RegisterContent.Index && value.Length >= sizeof(uint))
                _comparisons.Add(
                    ref register,
                    Netfilter.ReadNumber(data, ExpressionAttribute.ComparisonOperation),
                    value
                );
            value = value[Math.Min(sizeof(uint), value.Length)..];
        }
    }

    private void TakeRange(ReadOnlySpan<byte> data)
    {
        _facts.IsConditional = true;
        var register = _registers.From(
            RuleRegisters.PlaceOf(Netfilter.ReadNumber(data, ExpressionAttribute.RangeSource))
        );
        var from = AttributeReader.Find(AttributeReader.Find(data, ExpressionAttribute.RangeFrom), Netfilter.DataValue);
        var to = AttributeReader.Find(AttributeReader.Find(data, ExpressionAttribute.RangeTo), Netfilter.DataValue);
        if (register.IsEmpty || register[0].Content != RegisterContent.Index || from.Length < 4 || to.Length < 4)
            return;
        var isInverted = Netfilter.ReadNumber(data, ExpressionAttribute.RangeOperation) == 1; // NFT_RANGE_NEQ
        _comparisons.AddRange(
            isInverted ? IndexUseKind.MatchesOthers : IndexUseKind.Matches,
            register[0],
            (IndexComparisons.ReadIndex(register[0], from), IndexComparisons.ReadIndex(register[0], to))
        );
    }

    private void TakeLookup(ReadOnlySpan<byte> data)
    {
        _facts.IsConditional = true;
        var set = Netfilter.ReadText(data, ExpressionAttribute.LookupSet);
        var isInverted = (Netfilter.ReadNumber(data, ExpressionAttribute.LookupFlags) & Inverted) == Inverted;
        var offset = 0;
        foreach (
            var register in _registers.From(
                RuleRegisters.PlaceOf(Netfilter.ReadNumber(data, ExpressionAttribute.LookupSource))
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
        var destination = Netfilter.ReadNumber(data, ExpressionAttribute.LookupDestination);
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
        var number = Netfilter.ReadNumber(data, ExpressionAttribute.ImmediateDestination);
        var content = AttributeReader.Find(data, ExpressionAttribute.ImmediateData);
        if (number == RuleRegisters.Verdict)
        {
            var verdict = AttributeReader.Find(content, ExpressionAttribute.DataVerdict);
            _facts.Verdict = ReadVerdict(verdict);
            if (_facts.Verdict == RuleVerdict.Jumps)
                _facts.Target = Netfilter.ReadText(verdict, ExpressionAttribute.VerdictChain);
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
        (int?)Netfilter.ReadNumber(verdict, ExpressionAttribute.VerdictCode) switch
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

    /// <summary>iptables' own targets.</summary>
    private void TakeTarget(ReadOnlySpan<byte> data)
    {
        if (Netfilter.ReadText(data, ExpressionAttribute.TargetName) is "REJECT" or "DROP")
            _facts.Verdict = RuleVerdict.Drops;
    }

    private Span<RuleRegister> Clear(uint? number)
    {
        var place = RuleRegisters.PlaceOf(number);
        foreach (ref var register in _registers.From(place, LargestValue))
        {
            _comparisons.Settle(register);
            register = default;
        }
        return _registers.From(place);
    }
}
