namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>What a word of a file for xl is.</summary>
internal enum XlTokenKind
{
    /// <summary>A key.</summary>
    Name,

    /// <summary>A quoted text.</summary>
    Quoted,

    /// <summary>Digits, which stand for themselves.</summary>
    Number,

    /// <summary>= or +=, or one of [ ] , ;</summary>
    Sign,

    /// <summary>The end of a line, with the comment before it.</summary>
    NewLine,

    /// <summary>The end of the file.</summary>
    End,

    /// <summary>What is no word of such a file.</summary>
    Bad,
}

/// <summary>A word of a file for xl.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word, without quotes and escapes; for what is no word, why it is none.</param>
/// <param name="Line">Its line.</param>
/// <param name="Fault">For what is no word, what kind of fault that is.</param>
internal readonly record struct XlToken(XlTokenKind Kind, string Text, int Line, XlFaultKind Fault = XlFaultKind.Other)
{
    /// <summary>Whether it is the sign.</summary>
    internal bool Is(string sign) => Kind == XlTokenKind.Sign && Text == sign;
}

/// <summary>What faults have a mend that needs no judgement.</summary>
internal enum XlFaultKind
{
    Other,

    /// <summary>Lines end with CR LF.</summary>
    WindowsLines,

    /// <summary>The last line is a comment, and has no end.</summary>
    OpenComment,
}

/// <summary>Why xl refuses a file.</summary>
/// <param name="Line">The line.</param>
/// <param name="Reason">What is wrong there.</param>
/// <param name="Kind">Whether a command can mend it.</param>
internal sealed record XlFault(int Line, string Reason, XlFaultKind Kind = XlFaultKind.Other)
{
    /// <summary>The command that mends it, or opens the file at its line.</summary>
    internal string Cure(string path) =>
        Kind switch
        {
            XlFaultKind.WindowsLines => Mends.Sed(path, "s/\\r$//"),
            XlFaultKind.OpenComment => $"printf '\\n' >>{Text.ShellWord(path)}",
            _ => Mends.Edit(path, Line),
        };
}
