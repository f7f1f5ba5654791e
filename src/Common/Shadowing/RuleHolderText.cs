using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What is said of nftables' rules that hold a link's index, with the command that mends them.</summary>
internal sealed class RuleHolderText(Succession succession)
{
    private string Name => succession.Leaver.Name;

    /// <summary>What will not go along.</summary>
    internal string Warn(RuleHolderGroup group) => $"{Describe(group)}; {Mend(group)}";

    /// <summary>Why nothing is done.</summary>
    internal string Refuse(RuleHolderGroup group) =>
        group.Holder is { CanMatchByName: true } or { IsRange: true }
            ? $"{Warn(group)}, or go on with --force"
            : $"{Describe(group)}; to go on, give --force, and {Mend(group)}";

    /// <summary>What did not go along at an earlier start.</summary>
    internal LeftHolder Recall(RuleHolderGroup group)
    {
        var fact =
            group.Holder.Kind == IndexHolderKind.Set
                ? $"nftables' set {group.Holder.Place.Words} has {succession.UplinkName} in it by its index"
                : $"{Match(group)} {succession.UplinkName} by its index";
        return new LeftHolder(
            $"{fact}, and the host's packets come and go by {Name}",
            !CanWrite(group) ? Look
                : group.Holder.CanMatchByName ? MatchByName(group)
                : LoadAgain(group.Holder.Place)
        );
    }

    private string Describe(RuleHolderGroup group)
    {
        var place = group.Holder.Place.Words;
        return group.Holder.Kind switch
        {
            IndexHolderKind.Rule => $"{Match(group)} {Name} by its index, {succession.Fate}: {Outcome(group)}",
            IndexHolderKind.SendingRule => $"{Send(group)} packets to {Name} by its index, {succession.Fate}",
            IndexHolderKind.Set =>
                $"nftables' set {place} (handle {group.Handles[0]}) has {Name} in it by its index, {succession.Fate}",
            IndexHolderKind.Chain => $"nftables' chain {place} is hooked on {Name} by its index, {succession.Fate}",
            _ => $"nftables' flowtable {place} is hooked on {Name} by its index, {succession.Fate}",
        };
    }

    private static string Match(RuleHolderGroup group) =>
        group.Handles.Count == 1 ? $"{Subject(group)} matches" : $"{Subject(group)} match";

    private static string Send(RuleHolderGroup group) =>
        group.Handles.Count == 1 ? $"{Subject(group)} sends" : $"{Subject(group)} send";

    private static string Subject(RuleHolderGroup group)
    {
        var handles = new List<string>();
        foreach (var handle in group.Handles)
            handles.Add($"{handle}");
        return handles.Count == 1
            ? $"nftables' rule {group.Holder.Place.Words} handle {handles[0]}"
            : $"nftables' rules {group.Holder.Place.Words} handles {Text.List(handles)}";
    }

    private static string Outcome(RuleHolderGroup group)
    {
        var subject = group.Handles.Count == 1 ? "it" : "they";
        return group.Holder.Effect switch
        {
            IndexEffect.ShutsOff => $"the host may be shut off from its network, since {group.Holder.Reason}",
            IndexEffect.Opens => $"what {subject} dropped may reach the host",
            _ => $"{subject} will mean the wrong link",
        };
    }

    private string Mend(RuleHolderGroup group) =>
        group.Holder switch
        {
            _ when !CanWrite(group) =>
                $"nft has no word for one of the names, so write {Them(group)} another way: {Look}",
            { CanMatchByName: true } when succession.LeaverEnds =>
                $"first let {Them(group)} match by name: {MatchByName(group)}",
            { CanMatchByName: true } => $"let {Them(group)} match by name, before or afterwards: {MatchByName(group)}",
            { IsRange: true } => $"write {Them(group)} with names, not with a range of numbers: {List(group)}",
            _ when succession.LeaverEnds => $"take the table along: {TakeAlong(group.Holder.Place)}",
            _ => $"afterwards load the table again: {LoadAgain(group.Holder.Place)}",
        };

    private const string Look = "nft -a list ruleset";

    /// <summary>Whether nft has words for all that a command would name.</summary>
    private bool CanWrite(RuleHolderGroup group) =>
        group.Holder.Place.CanBeNamed && NftWord.CanQuote(Name) && NftWord.CanQuote(succession.UplinkName);

    private static string Them(RuleHolderGroup group) => group.Handles.Count == 1 ? "it" : "them";

    private static string List(RuleHolderGroup group) =>
        group.Holder.Kind == IndexHolderKind.Set
            ? $"nft list set {group.Holder.Place.Words}"
            : $"nft -a list chain {group.Holder.Place.Words}";

    /// <summary>The rules as nft lists them, which has names for indexes, with iifname for iif, each in its own place.</summary>
    private string MatchByName(RuleHolderGroup group)
    {
        var place = group.Holder.Place.Words;
        var replacing = $"{NamesOfBridge}; s/\\b\\([io]if\\|sdif\\)\\b/\\1name/g; ";
        if (group.Handles.Count == 1)
            return $"nft replace rule {place} handle {group.Handles[0]} \"$(nft -a list chain {place} | sed -n {Text.ShellWord($"{replacing}s/ # handle {group.Handles[0]}$//p")})\"";
        return $"for handle in {string.Join(' ', group.Handles)}; do nft replace rule {place} handle $handle \"$(nft -a list chain {place} | sed -n {Text.ShellWord(replacing)}\"s/ # handle $handle\\$//p\")\"; done";
    }

    /// <summary>The listing has the NIC's new name by then.</summary>
    private string NamesOfBridge =>
        $"s/\"{Text.SedLiteral(succession.UplinkName)}\"/{Text.SedLiteral(NftWord.Quoted(Name))}/g";

    private string LoadAgain(RulePlace place) =>
        $"printf 'delete table %s\\n%s\\n' {Text.ShellWord(place.TableWords)} \"$(nft list table {place.TableWords} | sed {Text.ShellWord(NamesOfBridge)})\" | nft -f -";

    /// <summary>Once the bridge is gone, a listing has only numbers.</summary>
    private string TakeAlong(RulePlace place) =>
        $"rules=$(nft list table {place.TableWords}); {succession.ForcedCommand}; printf 'delete table %s\\n%s\\n' {Text.ShellWord(place.TableWords)} \"$rules\" | nft -f -";
}
