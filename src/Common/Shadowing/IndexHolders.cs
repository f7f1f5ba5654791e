using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What holds the index of a link that gives up its network: found and said before anything is changed.</summary>
public sealed class IndexHolders
{
    private readonly Succession _succession;
    private readonly List<string> _warnings = [];

    private IndexHolders(Succession succession) => _succession = succession;

    /// <summary>A sentence for each thing that will not go along.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Why the host might be shut off from its network, and what can be done; null if nothing says so.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What is said of that when it is done all the same.</summary>
    public string? Overruled { get; private set; }

    /// <summary>Asks the kernel.</summary>
    public static IndexHolders Find(Rtnetlink kernel, Succession succession)
    {
        var holders = new IndexHolders(succession);
        holders.TakeNftables();
        foreach (var redirection in kernel.ListRedirectionsTo(succession.Leaver.Index))
            holders._warnings.Add(Describe(redirection, succession));
        holders._warnings.AddRange(UpperLinks.Describe(kernel.ListLinks(), succession));
        holders._warnings.AddRange(KernelUsers.Find(succession));
        return holders;
    }

    private void TakeNftables()
    {
        var text = new RuleHolderText(_succession);
        try
        {
            foreach (
                var group in RuleHolderGroup.Gather(IndexHolderSearch.Find(_succession.Leaver.Name, _succession.Change))
            )
            {
                // A hook is bound by name since Linux 6.16, and follows it.
                if (
                    group.Holder.Kind is IndexHolderKind.Chain or IndexHolderKind.FlowTable
                    && KernelRelease.Read().HooksByName
                )
                    continue;
                if (group.Holder.Effect == IndexEffect.ShutsOff && Refusal == null)
                    (Refusal, Overruled) = (text.Refuse(group), text.Warn(group));
                else
                    _warnings.Add(text.Warn(group));
            }
        }
        catch (NetlinkException exception) when (exception.Error is Errno.EPERM or Errno.EACCES)
        {
            // Only root may be told, and only root may change anything.
            _warnings.Add(exception.Message);
        }
        catch (NetlinkException exception)
        {
            Overruled = $"{exception.Message}; they may depend on the index of {_succession.Leaver.Name}";
            Refusal = $"{Overruled}: look at them with 'nft list ruleset', or go on with --force";
        }
    }

    private static string Describe(Redirection redirection, Succession succession)
    {
        var name = succession.Leaver.Name;
        var command =
            $"tc action replace action mirred {redirection.Words} index {redirection.Number} dev {Text.ShellWord(name)} {redirection.ControlWord}";
        return $"tc's mirred action number {redirection.Number} sends packets to {name} by its index, {succession.Fate}; afterwards: {command.TrimEnd()}";
    }
}
