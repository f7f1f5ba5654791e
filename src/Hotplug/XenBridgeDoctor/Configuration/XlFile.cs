namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>One assignment of such a file.</summary>
/// <param name="Key">What is set.</param>
/// <param name="Values">The value, or the members of a list.</param>
/// <param name="IsList">Whether it is a list.</param>
internal sealed record XlSetting(string Key, IReadOnlyList<string> Values, bool IsList);

/// <summary>
/// xl.conf and guests' files: KEY = VALUE, where a value is a number, a word, a quoted text or a list of such (man 5 xl.cfg;
/// libxlu_cfg_l.l and libxlu_cfg_y.y of Xen). Files for xend are Python of which most is the same. What is neither is
/// passed over.
/// </summary>
internal sealed class XlFile
{
    private readonly IReadOnlyList<XlSetting> _settings;

    private XlFile(IReadOnlyList<XlSetting> settings) => _settings = settings;

    internal static XlFile Parse(string text) => new(new XlScanner(text).ReadAll());

    /// <summary>The one value of a key, the last where it is set several times; null if it has none.</summary>
    internal string? Find(string key) => Last(key) is { Values: [var value, ..] } ? value : null;

    /// <summary>The members of a list; null if the key is not set, or to no list.</summary>
    internal IReadOnlyList<string>? List(string key) => Last(key) is { IsList: true } setting ? setting.Values : null;

    private XlSetting? Last(string key) => _settings.LastOrDefault(setting => setting.Key == key);
}
