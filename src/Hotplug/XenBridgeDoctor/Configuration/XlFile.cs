namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>One assignment of such a file.</summary>
/// <param name="Key">What is set.</param>
/// <param name="Values">The value, or the members of a list; null for one that is a list itself.</param>
/// <param name="IsList">Whether it is a list.</param>
/// <param name="Line">Where it begins.</param>
internal sealed record XlSetting(string Key, IReadOnlyList<string?> Values, bool IsList, int Line)
{
    /// <summary>The setting of a key that counts: the last one, or null.</summary>
    internal static XlSetting? Last(IReadOnlyList<XlSetting> settings, string key)
    {
        for (var place = settings.Count - 1; place >= 0; place--)
        {
            if (settings[place].Key == key)
                return settings[place];
        }
        return null;
    }
}

/// <summary>
/// xl.conf and guests' files, as xl reads them (man 5 xl.cfg). What xl refuses is read all the same, as well as it can be:
/// files for xend are Python of which most is the same.
/// </summary>
internal sealed class XlFile
{
    private readonly IReadOnlyList<XlSetting> _settings;

    private XlFile(IReadOnlyList<XlSetting> settings, XlFault? fault) => (_settings, Fault) = (settings, fault);

    /// <summary>Why xl refuses the file; null if it does not.</summary>
    internal XlFault? Fault { get; }

    internal static XlFile Parse(string text)
    {
        var (settings, fault) = XlParser.Parse(text);
        return new XlFile(fault == null ? settings : new PythonScanner(text).ReadAll(), fault);
    }

    /// <summary>The one value of a key, the last where it is set several times; null if it has none.</summary>
    internal string? Find(string key) => Last(key) is { IsList: false, Values: [var value, ..] } ? value : null;

    /// <summary>The members of a list, up to one that is a list itself; null if the key is not set, or to no list.</summary>
    internal IReadOnlyList<string>? List(string key)
    {
        if (Last(key) is not { IsList: true } setting)
            return null;
        var values = new List<string>();
        foreach (var value in setting.Values)
        {
            if (value == null)
                break;
            values.Add(value);
        }
        return values;
    }

    /// <summary>The setting of a key that counts: the last one, or null.</summary>
    internal XlSetting? Last(string key) => XlSetting.Last(_settings, key);
}
