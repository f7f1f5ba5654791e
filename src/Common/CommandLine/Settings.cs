namespace Xen.Hotplug.Common.CommandLine;

/// <summary>A value and where it was given.</summary>
/// <param name="Value">The value, never empty.</param>
/// <param name="Key">Its key.</param>
public sealed record Setting(string Value, string Key);

/// <summary>The values of keys from the configuration file, the environment and the arguments, the later the stronger.</summary>
public sealed class Settings
{
    private readonly Func<string, string?>[] _sources;

    /// <param name="arguments">The KEY=VALUE words.</param>
    /// <param name="environment">Looks a variable of the environment up.</param>
    /// <param name="configuration">The configuration file's values.</param>
    public Settings(
        IReadOnlyDictionary<string, string> arguments,
        Func<string, string?> environment,
        IReadOnlyDictionary<string, string> configuration
    ) => _sources = [key => arguments.GetValueOrDefault(key), environment, key => configuration.GetValueOrDefault(key)];

    /// <summary>The strongest value of a key; an empty one counts as not given.</summary>
    public Setting? Find(string key)
    {
        foreach (var source in _sources)
        {
            if (source(key) is { Length: > 0 } value)
                return new Setting(value, key);
        }
        return null;
    }

    /// <summary>The value of a key that is yes or no.</summary>
    /// <exception cref="HotplugException">It is neither.</exception>
    public bool IsYes(string key, bool otherwise) =>
        Find(key)?.Value switch
        {
            null => otherwise,
            "yes" => true,
            "no" => false,
            var value => throw new HotplugException($"{key}={Words.Printable(value)} is neither yes nor no"),
        };
}
