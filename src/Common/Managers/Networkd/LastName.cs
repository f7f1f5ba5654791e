using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// A name that a link has besides those that go to another. networkd does not notice that a link loses the last one
/// (link_update_alternative_names of src/network/networkd-link.c of systemd), finds it taken when the other link has it, and
/// gives that link up: systemd 252 for good.
/// </summary>
internal static class LastName
{
    /// <summary>Plans to give a link such a name, if it has others, and to take it back once they are gone.</summary>
    /// <param name="work">What it is added to.</param>
    /// <param name="link">The link whose names go to another.</param>
    internal static void Plan(ManagerWork work, Link link)
    {
        // Each link has one of its own, for networkd remembers it.
        var name = $"bridge-shadow-{link.Index}";
        using var kernel = new Rtnetlink();
        if (kernel.ReadProperties(link.Index).AlternativeNames.Count == 0)
            return;
        var giving = new RequestBatch().AddAlternativeName(name, LinkReference.To(link));
        work.Before.Add(
            new Change($"{giving}", () => Execute(giving))
            {
                UndoCommand = $"ip link property del dev {Text.ShellWord(name)} altname {Text.ShellWord(name)}",
                Undo = () => TakeBack(name),
            }
        );
        work.After.Add(
            new Change(
                $"ip link property del dev {Text.ShellWord(name)} altname {Text.ShellWord(name)}",
                () => TakeBack(name)
            )
            {
                IsTidying = true,
            }
        );
    }

    private static void Execute(RequestBatch batch)
    {
        using var kernel = new Rtnetlink();
        kernel.Execute(batch);
    }

    // It is gone with a bridge that is deleted.
    private static void TakeBack(string name)
    {
        using var kernel = new Rtnetlink();
        if (kernel.FindLink(name) is { } link)
            kernel.Execute(new RequestBatch().DeleteAlternativeName(name, LinkReference.To(link)));
    }
}
