using System.Text.Json;
using Xen.Hotplug.Common;
using Xunit;

namespace Xen.Hotplug.UnitTests;

public class JsonTextSpecs
{
    [Fact]
    public void A_text_in_JSON_has_nothing_that_hides()
    {
        var text = JsonText.Write(json =>
        {
            json.WriteString("name", "a\u001b[2J\u202e");
            json.WriteString("none", null);
            json.WriteStartArray("names");
            json.WriteStringValue("b\n");
            json.WriteEndArray();
        });
        var read = JsonDocument.Parse(text).RootElement;
        Assert.Equal(@"a\x1b[2J\u202e", read.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("none").ValueKind);
        Assert.Equal(@"b\n", read.GetProperty("names")[0].GetString());
    }
}
