using Xen.Hotplug.Common.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// What stands for interfaces in a line of allow-hotplug: NAME, or [VARIABLE]/PATTERN[/[OPTIONS]], either with =LOGICAL
/// behind it (interfaces(5), "Pattern matching interfaces"). A pattern without a slash is none.
/// </summary>
internal sealed class InterfacesPattern
{
    private const string Folder = "/sys/class/net";
    private readonly string _name;
    private readonly string? _variable;

    private InterfacesPattern(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        Logical = equals < 0 ? "" : word[equals..];
        var parts = (equals < 0 ? word : word[..equals]).Split('/');
        _variable = parts.Length > 1 ? parts[0] : null;
        _name = parts.Length > 1 ? parts[1] : parts[0];
    }

    internal static InterfacesPattern Parse(string word) => new(word);

    /// <summary>Whether it is one interface's name.</summary>
    internal bool IsName => _variable == null;

    /// <summary>=LOGICAL, or nothing.</summary>
    internal string Logical { get; }

    /// <summary>Whether it stands for an interface.</summary>
    internal bool Matches(string name, HostFiles files) =>
        _variable switch
        {
            null => name == _name,
            "" => Wildcards.Match(_name, name),
            "mac" => Shows(name, "address", files),
            _ => _variable.All(char.IsAsciiLetterOrDigit) && Shows(name, _variable, files),
        };

    private bool Shows(string name, string variable, HostFiles files) =>
        files.TryRead($"{Folder}/{name}/{variable}") is { } value && Wildcards.Match(_name, value.Trim());
}
