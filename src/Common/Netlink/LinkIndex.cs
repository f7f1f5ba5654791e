namespace Xen.Hotplug.Common.Netlink;

/// <summary>The kernel's number for a link. A link that a plan makes has one once it is made.</summary>
public sealed class LinkIndex
{
    private int _value;

    /// <summary>Of a link that does not exist yet.</summary>
    public LinkIndex() { }

    /// <param name="value">The index of a link that exists.</param>
    public LinkIndex(int value) => _value = value;

    /// <summary>The index.</summary>
    /// <exception cref="InvalidOperationException">The link has not been made yet.</exception>
    public int Value => IsKnown ? _value : throw new InvalidOperationException("a link was used before it was made");

    /// <summary>Whether the link exists.</summary>
    public bool IsKnown => _value != 0;

    /// <summary>Notes that the link was made.</summary>
    public void Set(int value) => _value = value;

    /// <summary>Whether it is this one.</summary>
    public bool Is(int index) => _value == index;
}
