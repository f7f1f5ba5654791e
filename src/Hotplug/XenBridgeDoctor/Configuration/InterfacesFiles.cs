using System.Text;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>The files that ifupdown reads: its main one, and those that "source" and "source-directory" name.</summary>
internal static class InterfacesFiles
{
    private const string Main = "/etc/network/interfaces";

    internal static IReadOnlyList<InterfacesFile> Read(HostFiles files)
    {
        var found = new List<InterfacesFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Files may name each other in a circle.
        for (var waiting = new Queue<string>([Main]); waiting.TryDequeue(out var path); )
        {
            if (!seen.Add(files.Resolve(path)) || files.TryRead(path) is not { } text)
                continue;
            var file = InterfacesFile.Parse(path, text);
            found.Add(file);
            foreach (var named in FilesNamedBy(files, file))
                waiting.Enqueue(named);
        }
        return found;
    }

    private static IEnumerable<string> FilesNamedBy(HostFiles files, InterfacesFile file)
    {
        foreach (var pattern in PatternsOf(file, "source"))
        foreach (var path in files.Glob(pattern))
            yield return path;
        foreach (var pattern in PatternsOf(file, "source-directory").Concat(PatternsOf(file, "source-dir")))
        foreach (var folder in files.Glob(pattern))
        foreach (var path in files.List(folder))
        {
            if (IsPlainName(Path.GetFileName(path)))
                yield return path;
        }
    }

    /// <summary>What stands behind a keyword, from the root of the file system; what has a variable in it is passed over.</summary>
    private static IEnumerable<string> PatternsOf(InterfacesFile file, string keyword)
    {
        foreach (var words in file.WordsOf(keyword))
        foreach (var pattern in Unquote(string.Join(' ', words.Select(word => word.Text))))
        {
            if (!pattern.Contains('$', StringComparison.Ordinal) && !pattern.Contains('`', StringComparison.Ordinal))
                yield return pattern.StartsWith('/') ? pattern : $"{Path.GetDirectoryName(file.Path)}/{pattern}";
        }
    }

    /// <summary>The words of a line, in which quotes hold blanks together (wordexp(3)).</summary>
    private static List<string> Unquote(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var character in line + ' ')
        {
            if (quote != '\0' ? character == quote : character is '\'' or '"')
                quote = quote == '\0' ? character : '\0';
            else if (character != ' ' || quote != '\0')
                word.Append(character);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }

    /// <summary>As source-directory wants them: neither package managers' nor editors' leavings.</summary>
    private static bool IsPlainName(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))
                return false;
        }
        return true;
    }
}
