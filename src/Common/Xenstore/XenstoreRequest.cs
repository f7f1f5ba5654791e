namespace Xen.Hotplug.Common.Xenstore;

/// <summary>One request: it checks itself, writes itself, and says in words what it wants.</summary>
/// <param name="Type">What is wanted.</param>
/// <param name="Path">The node; empty for a transaction's start and end.</param>
/// <param name="Argument">The value to write, the offset into the list of children, or "T" or "F" at a transaction's end.</param>
internal readonly record struct XenstoreRequest(XenstoreMessageType Type, string Path = "", string Argument = "")
{
    internal static XenstoreRequest TransactionStart => new(XenstoreMessageType.TransactionStart);
    internal static XenstoreRequest TransactionCommit => new(XenstoreMessageType.TransactionEnd, Argument: "T");
    internal static XenstoreRequest TransactionAbort => new(XenstoreMessageType.TransactionEnd, Argument: "F");

    private bool HasPath => Type is not (XenstoreMessageType.TransactionStart or XenstoreMessageType.TransactionEnd);

    /// <summary>Writes the request as one message.</summary>
    /// <exception cref="XenstoreException">The path or the length of the value is not allowed.</exception>
    internal void WriteTo(XenstoreMessageWriter writer, uint requestId, uint transactionId)
    {
        if (HasPath && XenstorePath.FindFault(Path) is { } fault)
            throw new XenstoreException($"could not {Verb} {XenstoreText.Show(Path)} in xenstore because {fault}");

        writer.Begin(Type, requestId, transactionId);
        if (HasPath)
            writer.WriteString(Path);
        if (Type == XenstoreMessageType.Write)
            writer.WriteValue(Argument);
        else if (!HasPath || Argument.Length > 0)
            writer.WriteString(Argument);

        if (writer.End() is var length && length > XenstoreMessageWriter.LongestPayload)
            throw new XenstoreException(
                $"could not {Describe()}: path and value have {length} bytes and may have at most "
                    + $"{XenstoreMessageWriter.LongestPayload}"
            );
    }

    /// <summary>What was wanted, to be put after "could not".</summary>
    internal string Describe() =>
        Type switch
        {
            XenstoreMessageType.TransactionStart => "start a transaction in xenstore",
            XenstoreMessageType.TransactionEnd when Argument == "T" => "commit a transaction in xenstore",
            XenstoreMessageType.TransactionEnd => "abandon a transaction in xenstore",
            _ => $"{Verb} {XenstorePath.Describe(Path)} in xenstore",
        };

    private string Verb =>
        Type switch
        {
            XenstoreMessageType.Read => "read",
            XenstoreMessageType.Write => "write",
            XenstoreMessageType.Remove => "remove",
            _ => "list",
        };
}
