using System.Globalization;
using System.Text.Json;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>One thing that `ip` shows, an address or a route, as far as it can be compared.</summary>
/// <param name="Identity">What it is called: another with this name is the same thing with other properties.</param>
/// <param name="Values">Its properties, in the order of `ip`, which repeats some names.</param>
public sealed record Entry(string Identity, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    // Seconds that are left, which are fewer at each look: made-up hosts have whole minutes, and no look is a minute later.
    private static readonly string[] s_seconds = ["valid_life_time", "preferred_life_time", "expires"];

    // What the kernel changes in its own time.
    private static readonly string[] s_passing = ["linkdown", "tentative", "detached"];

    /// <summary>All of it in a line.</summary>
    public string Text => $"{Identity}: {Show(Values)}";

    /// <summary>Reads an object of JSON.</summary>
    /// <param name="json">What `ip` shows.</param>
    /// <param name="identifying">The properties that make its name.</param>
    public static Entry Read(JsonElement json, params IReadOnlyList<string> identifying)
    {
        var values = json.EnumerateObject()
            .Where(property => !s_passing.Contains(property.Name))
            .Select(property => KeyValuePair.Create(property.Name, Read(property)))
            .ToList();
        return new Entry(
            string.Join(' ', identifying.Select(name => First(values, name)).Where(text => text != "")),
            values
        );
    }

    /// <summary>The value of a property, the first of this name; empty if it has none.</summary>
    public string Value(string name) => First(Values, name);

    /// <summary>The properties of a name that another does not have so.</summary>
    public string Beyond(Entry other, string name) =>
        Show(Values.Except(other.Values).Where(value => value.Key == name));

    /// <summary>The names of the properties in which another differs.</summary>
    public IEnumerable<string> DifferingFrom(Entry other) =>
        Values
            .Except(other.Values)
            .Concat(other.Values.Except(Values))
            .Select(value => value.Key)
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static string Show(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"));

    private static string First(IEnumerable<KeyValuePair<string, string>> values, string name) =>
        values.FirstOrDefault(value => value.Key == name).Value ?? "";

    private static string Read(JsonProperty property) =>
        s_seconds.Contains(property.Name) && property.Value.TryGetInt64(out var seconds)
            ? RoundUp(seconds).ToString(CultureInfo.InvariantCulture)
            : Read(property.Value);

    private static string Read(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object =>
                $"{{{string.Join(' ', value.EnumerateObject().Select(property => $"{property.Name}={Read(property)}"))}}}",
            JsonValueKind.Array =>
                $"[{string.Join(' ', value.EnumerateArray().Select(Read).Where(text => !s_passing.Contains(text)))}]",
            _ => value.ToString(),
        };

    private static long RoundUp(long seconds) => seconds == uint.MaxValue ? seconds : (seconds + 59) / 60 * 60;
}
