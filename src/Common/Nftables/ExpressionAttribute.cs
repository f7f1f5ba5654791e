namespace Xen.Hotplug.Common.Nftables;

/// <summary>What the expressions of a rule have: NFTA_* of linux/netfilter/nf_tables.h and nf_tables_compat.h.</summary>
internal static class ExpressionAttribute
{
    internal const ushort MetaDestination = 1; // NFTA_META_*
    internal const ushort MetaKey = 2;

    internal const ushort FibDestination = 1; // NFTA_FIB_*
    internal const ushort FibResult = 2;
    internal const ushort FibFlags = 3;

    internal const ushort ByteOrderSource = 1; // NFTA_BYTEORDER_*
    internal const ushort ByteOrderDestination = 2;

    internal const ushort ComparisonSource = 1; // NFTA_CMP_*
    internal const ushort ComparisonOperation = 2;
    internal const ushort ComparisonData = 3;

    internal const ushort RangeSource = 1; // NFTA_RANGE_*
    internal const ushort RangeOperation = 2;
    internal const ushort RangeFrom = 3;
    internal const ushort RangeTo = 4;

    internal const ushort LookupSet = 1; // NFTA_LOOKUP_*
    internal const ushort LookupSource = 2;
    internal const ushort LookupDestination = 3;
    internal const ushort LookupFlags = 5;

    internal const ushort ImmediateDestination = 1; // NFTA_IMMEDIATE_*
    internal const ushort ImmediateData = 2;

    internal const ushort ForwardDevice = 1; // NFTA_FWD_*

    internal const ushort DuplicateDevice = 2; // NFTA_DUP_*

    internal const ushort DataVerdict = 2; // NFTA_DATA_*

    internal const ushort VerdictChain = 2; // NFTA_VERDICT_*
    internal const ushort VerdictCode = 1;

    internal const ushort TargetName = 1; // NFTA_TARGET_*
}
