namespace Xen.Hotplug.Common.Configuration;

/// <summary>The values of keys from the configuration file, the environment and the arguments, the later the stronger.</summary>
/// <param name="arguments">The KEY=VALUE words.</param>
/// <param name="environment">Looks a variable of the environment up.</param>
/// <param name="configuration">Reads the configuration file; called only for a key that the others do not have.</param>
public sealed class Settings(
    IReadOnlyDictionary<string, string> arguments,
    Func<string, string?> environment,
    Func<IReadOnlyDictionary<string, string>> configuration
)
{
    /// <summary>The strongest value of a key; an empty one counts as not given.</summary>
    /// <exception cref="HotplugException">The configuration file cannot be read.</exception>
    public string? Find(string key) => FindFromCaller(key) ?? FindConfigured(key);

    /// <summary>The value that a key has in the configuration file, whatever the caller says.</summary>
    /// <exception cref="HotplugException">The configuration file cannot be read.</exception>
    public string? FindConfigured(string key) => NotEmpty(configuration().GetValueOrDefault(key));

    /// <summary>The value of a key that says what this one call is about, which no configuration file can know.</summary>
    public string? FindFromCaller(string key) =>
        NotEmpty(arguments.GetValueOrDefault(key)) ?? NotEmpty(environment(key));

    /// <summary>The value of a key that is yes or no.</summary>
    /// <exception cref="HotplugException">It is neither.</exception>
    public bool IsYes(string key, bool otherwise) =>
        Find(key) switch
        {
            null => otherwise,
            "yes" => true,
            "no" => false,
            var value => throw new HotplugException($"{key}={Text.Printable(value)} is neither yes nor no"),
        };

    /// <summary>The same for what has to go on whatever the host's files say: one that cannot be read counts as empty.</summary>
    /// <param name="warn">Told once why the configuration file cannot be read.</param>
    public Settings Lenient(Action<string> warn)
    {
        IReadOnlyDictionary<string, string>? known = null;
        return new Settings(arguments, environment, () => known ??= Read());

        IReadOnlyDictionary<string, string> Read()
        {
            try
            {
                return configuration();
            }
            catch (HotplugException exception)
            {
                warn(exception.Message);
                return new Dictionary<string, string>();
            }
        }
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
