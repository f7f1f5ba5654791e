using System.Text;
using System.Text.Json;

namespace Xen.Hotplug.Common.Programs;

/// <summary>A status as JSON, for programs to read and people to look at.</summary>
public static class JsonText
{
    /// <summary>One object over several lines.</summary>
    /// <param name="writeProperties">Writes its properties.</param>
    public static string Write(Action<Utf8JsonWriter> writeProperties)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            writeProperties(json);
            json.WriteEndObject();
        }
        return $"{Encoding.UTF8.GetString(stream.ToArray())}\n";
    }
}
