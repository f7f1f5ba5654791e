using System.Globalization;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>The store's answer to one request, checked against what the protocol allows for it.</summary>
/// <param name="Error">The name of the error, such as "ENOENT"; null if the request was served.</param>
/// <param name="Texts">
/// For a read the value; for a list the names; for a part of a list its generation, then names, then one empty
/// text if it is the last part; for a transaction's start its number; else nothing.
/// </param>
internal readonly record struct XenstoreAnswer(string? Error, string[] Texts)
{
    /// <summary>Longer than any error name; what is longer or of other characters is no name.</summary>
    private const int LongestErrorName = 32;

    /// <summary>Reads the answer to a request of the type <paramref name="requested"/>.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static XenstoreAnswer Read(ref XenstoreMessageReader message, XenstoreMessageType requested)
    {
        if (message.Type == XenstoreMessageType.Error)
            return new XenstoreAnswer(ReadErrorName(ref message), []);
        if (message.Type != requested)
            throw new InvalidDataException(
                $"an answer of type {(uint)message.Type} to a request of type {(uint)requested}"
            );
        return new XenstoreAnswer(null, ReadTexts(ref message, requested));
    }

    /// <summary>The error of a request that was refused.</summary>
    internal XenstoreException Refusal(XenstoreRequest request)
    {
        var words = XenstoreText.DescribeError(Error!);
        return new XenstoreException(
            $"could not {request.Describe()}: the store answered {Error}{(words is null ? "" : $" ({words})")}"
        )
        {
            IsRefusal = true,
        };
    }

    private static string[] ReadTexts(ref XenstoreMessageReader message, XenstoreMessageType requested)
    {
        switch (requested)
        {
            case XenstoreMessageType.Read:
                return [message.ReadValue()];
            case XenstoreMessageType.Directory:
                var names = message.ReadStrings();
                if (Array.IndexOf(names, "") >= 0)
                    throw new InvalidDataException("a child without a name");
                return names;
            case XenstoreMessageType.DirectoryPart:
                var part = message.ReadStrings();
                // Without progress and without an end the list would be asked for forever.
                if (part.Length < 2 || Array.IndexOf(part, "", 1, part.Length - 2) >= 0)
                    throw new InvalidDataException("a part of a list without names and without an end");
                return part;
            case XenstoreMessageType.TransactionStart:
                var number = ReadSingleString(ref message);
                if (!uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0)
                    throw new InvalidDataException($"{XenstoreText.Show(number)} as the number of a transaction");
                return [number];
            default:
                if (ReadSingleString(ref message) is var text && text != "OK")
                    throw new InvalidDataException($"{XenstoreText.Show(text)} where OK is the only answer");
                return [];
        }
    }

    private static string ReadErrorName(ref XenstoreMessageReader message)
    {
        var name = ReadSingleString(ref message);
        if (
            name.Length is 0 or > LongestErrorName
            || !name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
        )
            throw new InvalidDataException($"{XenstoreText.Show(name)} as the name of an error");
        return name;
    }

    private static string ReadSingleString(ref XenstoreMessageReader message)
    {
        var text = message.ReadString();
        return message.AtEnd ? text : throw new InvalidDataException("more than one string");
    }
}
