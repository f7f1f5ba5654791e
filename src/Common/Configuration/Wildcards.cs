namespace Xen.Hotplug.Common.Configuration;

/// <summary>Shell patterns, as fnmatch(3) and glob(7) read them: * ? [abc] [a-z] [!a] and a backslash before what means itself.</summary>
public static class Wildcards
{
    /// <summary>Whether a text has such a pattern in it.</summary>
    public static bool AreIn(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>Whether a name is one that the pattern stands for.</summary>
    public static bool Match(string pattern, string name)
    {
        var (at, place) = (0, 0);
        // Where the last star was, and how much of the name it has taken.
        var (star, taken) = (-1, 0);
        while (place < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, taken) = (at++, place);
                continue;
            }
            if (at < pattern.Length && TakeOne(pattern, ref at, name[place]))
            {
                place++;
                continue;
            }
            if (star < 0)
                return false;
            (at, place) = (star + 1, ++taken);
        }
        while (at < pattern.Length && pattern[at] == '*')
            at++;
        return at == pattern.Length;
    }

    /// <summary>Whether a part of the pattern, which is passed over then, stands for the character.</summary>
    private static bool TakeOne(string pattern, ref int at, char character)
    {
        var place = at;
        switch (pattern[place++])
        {
            case '?':
                break;
            case '[' when pattern.IndexOf(']', Math.Min(place + 1, pattern.Length)) is >= 0 and var end:
                if (!IsInSet(pattern[place..end], character))
                    return false;
                place = end + 1;
                break;
            case '\\' when place < pattern.Length:
                if (pattern[place++] != character)
                    return false;
                break;
            case var literal:
                if (literal != character)
                    return false;
                break;
        }
        at = place;
        return true;
    }

    private static bool IsInSet(string set, char character)
    {
        var isNegated = set[0] is '!' or '^';
        for (var place = isNegated ? 1 : 0; place < set.Length; place++)
        {
            var isRange = place + 2 < set.Length && set[place + 1] == '-';
            if (character >= set[place] && character <= set[isRange ? place + 2 : place])
                return !isNegated;
            place += isRange ? 2 : 0;
        }
        return isNegated;
    }
}
