namespace Xen.Hotplug.Common.Firewall;

/// <summary>Which names of links may stand in a script of nft or iptables: the kernel takes quotes and more, they do not.</summary>
internal static class ScriptName
{
    private const string Marks = ".-_@+";

    /// <summary>Sees to it that a script may name the links.</summary>
    /// <exception cref="HotplugException">One has a character that means something to a script.</exception>
    internal static void Require(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!name.All(character => char.IsAsciiLetterOrDigit(character) || Marks.Contains(character)))
                throw new HotplugException(
                    $"could not make firewall rules for {Text.Printable(name)}: its name has more than letters, digits and {Marks} in it; choose another vifname"
                );
        }
    }
}
