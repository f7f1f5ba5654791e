using System.Text;
using System.Text.Json;

namespace Xen.Hotplug.Common;

/// <summary>
/// A status as JSON, for programs to read and people to look at. Its texts are as <see cref="Text.OneLine"/> has them, so
/// that none holds a control character.
/// </summary>
public sealed class JsonText
{
    private readonly Utf8JsonWriter _json;

    private JsonText(Utf8JsonWriter json) => _json = json;

    /// <summary>One object over several lines.</summary>
    /// <param name="writeProperties">Writes its properties.</param>
    public static string Write(Action<JsonText> writeProperties)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            writeProperties(new JsonText(json));
            json.WriteEndObject();
        }
        return $"{Encoding.UTF8.GetString(stream.ToArray())}\n";
    }

    /// <summary>Writes a property that is a text, or null.</summary>
    public void WriteString(string name, string? value) =>
        _json.WriteString(name, value == null ? null : Text.OneLine(value));

    /// <summary>Writes a text into an array.</summary>
    public void WriteStringValue(string value) => _json.WriteStringValue(Text.OneLine(value));

    /// <summary>Writes a property that is a number.</summary>
    public void WriteNumber(string name, long value) => _json.WriteNumber(name, value);

    /// <summary>Writes a property that is true or false.</summary>
    public void WriteBoolean(string name, bool value) => _json.WriteBoolean(name, value);

    /// <summary>Writes a property that is null.</summary>
    public void WriteNull(string name) => _json.WriteNull(name);

    /// <summary>Begins a property that is an array.</summary>
    public void WriteStartArray(string name) => _json.WriteStartArray(name);

    /// <summary>Ends an array.</summary>
    public void WriteEndArray() => _json.WriteEndArray();

    /// <summary>Begins a property that is an object.</summary>
    public void WriteStartObject(string name) => _json.WriteStartObject(name);

    /// <summary>Begins an object in an array.</summary>
    public void WriteStartObject() => _json.WriteStartObject();

    /// <summary>Ends an object.</summary>
    public void WriteEndObject() => _json.WriteEndObject();
}
