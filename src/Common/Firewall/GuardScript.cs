using System.Text;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Changes of the guards as scripts of nft, in the form in which a shell runs them.</summary>
internal static class GuardScript
{
    private const string End = "end";

    /// <summary>The script as input of nft.</summary>
    internal static string Wrap(string script) => $"nft --file - <<'{End}'\n{script.TrimEnd('\n')}\n{End}";

    /// <summary>Puts a guard in another's place.</summary>
    /// <param name="before">What is there; null for none.</param>
    /// <param name="after">What should be there; null for none.</param>
    /// <param name="name">The name that the link has by then.</param>
    internal static string Replace(GuardRecord? before, PortGuard? after, string name)
    {
        var lines = new StringBuilder();
        if (before?.Guard is { } known)
            // The link may be gone, and then only its index is known to nft.
            foreach (var (element, text) in known.Elements($"{known.Index}"))
                lines.Append($"delete element {(element.Data == null ? text : RecordText(known.Device))}\n");
        else if (before != null)
            lines.Append(
                $"delete element {RecordText(before.Device)}\n# and each element of the other sets whose key begins with {before.Index}\n"
            );
        if (after != null)
            foreach (var (_, text) in after.Elements($"\"{name}\""))
                lines.Append($"add element {text}\n");
        return Wrap(lines.ToString());
    }

    private static string RecordText(string device) => $"{GuardTable.Path} {GuardTable.Records} {{ \"{device}\" }}";
}
