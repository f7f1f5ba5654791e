using System.Text;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// An atom, or a list in parentheses of such nodes: the form of xend-config.sxp (tools/python/xen/xend/sxp.py of Xen before
/// 4.5). Parentheses that do not match are passed over.
/// </summary>
/// <param name="Atom">The atom; null for a list.</param>
/// <param name="Members">The list's members.</param>
internal sealed record SxpNode(string? Atom, IReadOnlyList<SxpNode> Members)
{
    /// <summary>Reads what the file has, as one list.</summary>
    internal static SxpNode Parse(string text)
    {
        // A stack of our own: no depth of parentheses ends the program.
        var open = new Stack<List<SxpNode>>([
            [],
        ]);
        for (var position = 0; position < text.Length; )
        {
            var character = text[position];
            if (character == '#')
                position = EndOf(text, position, static part => part == '\n');
            else if (char.IsWhiteSpace(character))
                position++;
            else if (character == '(')
            {
                open.Push([]);
                position++;
            }
            else if (character == ')')
            {
                if (open.Count > 1)
                    Close(open);
                position++;
            }
            else
            {
                var atom = character is '\'' or '"' ? ReadQuoted(text, ref position) : ReadBare(text, ref position);
                open.Peek().Add(new SxpNode(atom, []));
            }
        }
        while (open.Count > 1)
            Close(open);
        return new SxpNode(null, open.Pop());
    }

    /// <summary>The value of a member (KEY VALUE); the last of several, or null.</summary>
    internal string? Find(string key)
    {
        string? value = null;
        foreach (var member in Members)
        {
            if (member.Members is [{ Atom: { } name }, { Atom: { } found }, ..] && name == key)
                value = found;
        }
        return value;
    }

    private static void Close(Stack<List<SxpNode>> open)
    {
        var members = open.Pop();
        open.Peek().Add(new SxpNode(null, members));
    }

    private static string ReadQuoted(string text, ref int position)
    {
        var quote = text[position++];
        var value = new StringBuilder();
        while (position < text.Length && text[position] != quote)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
                position++;
            value.Append(text[position++]);
        }
        position++;
        return value.ToString();
    }

    private static string ReadBare(string text, ref int position)
    {
        var start = position;
        position = EndOf(text, position, static part => char.IsWhiteSpace(part) || part is '(' or ')');
        return text[start..position];
    }

    private static int EndOf(string text, int position, Func<char, bool> isEnd)
    {
        while (position < text.Length && !isEnd(text[position]))
            position++;
        return position;
    }
}
