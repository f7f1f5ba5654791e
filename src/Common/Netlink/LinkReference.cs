namespace Xen.Hotplug.Common.Netlink;

/// <summary>A link that a request is about: the kernel knows it by its index, a person by the name that it has by then.</summary>
public sealed class LinkReference(LinkIndex identity, string name)
{
    /// <summary>Its index, which a link that a plan makes has once it is made.</summary>
    public LinkIndex Identity => identity;

    /// <summary>Its name at that time.</summary>
    public string Name => name;

    /// <summary>A link that exists, under the name that it has now.</summary>
    public static LinkReference To(Link link) => new(new LinkIndex(link.Index), link.Name);

    internal int Index => Identity.Value;

    /// <summary>Its name, for a command.</summary>
    internal string Word => Text.ShellWord(Name);

    /// <summary>The same link once it has another name.</summary>
    public LinkReference Named(string other) => new(identity, other);
}
