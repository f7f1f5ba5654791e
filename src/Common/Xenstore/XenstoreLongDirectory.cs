using System.Globalization;
using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>Lists of children that are longer than a message, /local/domain of a big host say: read in parts.</summary>
internal static class XenstoreLongDirectory
{
    /// <summary>How often to begin again because the list changed between two parts.</summary>
    private const int MostTries = 16;

    /// <summary>More bytes of names than any host has, so that a store which never ends the list does not fill the memory.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>The names of the children, or null if there is no such node.</summary>
    internal static IReadOnlyList<string>? Read(XenstoreNodes nodes, string path)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var names = new List<string>();
            if (TryRead(nodes, path, names, out var exists))
                return exists ? names : null;
            RetryPause.After(tries);
        }
        throw Failed(path, $"it changed during each of {MostTries} tries; try again");
    }

    private static bool TryRead(XenstoreNodes nodes, string path, List<string> names, out bool exists)
    {
        string? generation = null;
        for (var offset = 0; offset < MostBytes; )
        {
            var request = new XenstoreRequest(
                XenstoreMessageType.DirectoryPart,
                path,
                offset.ToString(CultureInfo.InvariantCulture)
            );
            var answer = nodes.Exchange(request);
            exists = XenstoreNodes.IsServedOrMissing(request, answer);
            if (!exists)
                return true;
            if (answer.Texts[0] != (generation ??= answer.Texts[0]))
                return false;
            foreach (var name in answer.Texts.AsSpan(1))
            {
                if (name.Length == 0)
                    return true;
                names.Add(name);
                offset += Encoding.UTF8.GetByteCount(name) + 1;
            }
        }
        throw Failed(path, $"its list of children has no end within {MostBytes} bytes");
    }

    private static XenstoreException Failed(string path, string reason) =>
        new($"could not list {XenstorePath.Describe(path)} in xenstore: {reason}") { IsRefusal = true };
}
