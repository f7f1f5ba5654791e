using System.Text;
using Xen.Hotplug.Common;
using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>Text made at random, the same in every run, is read to its end by every parser.</summary>
public class OddFilesSpecs
{
    private const string Alphabet = "aB0.=+-_[](){}'\"\\#;,% \t\n\r\0\u00e9\ud800/:";
    private const int Rounds = 20_000;

    [Fact]
    public void No_text_is_an_error()
    {
        var random = new Random(11);
        var found = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = new StringBuilder(random.Next(2) == 0 ? "vif = ['bridge=" : "(vif-script ");
            for (var count = random.Next(30); count > 0; count--)
                text.Append(Alphabet[random.Next(Alphabet.Length)]);
            found +=
                XlFile.Parse(text.ToString()).List("vif")?.Sum(nic => new VifSpecification(nic).Bridge?.Length) ?? 0;
            found += SxpNode.Parse(text.ToString()).Find("vif-script")?.Length ?? 0;
            found += KeyFile.Parse(text.ToString()).Count;
            var interfaces = InterfacesFile.Parse(text.ToString());
            found += interfaces.Configures("a") | interfaces.AllowsHotplug("a") ? 1 : 0;
            found += new ForwardRules(text.ToString()).Accept("vif1.0", "eth0") ? 1 : 0;
            Assert.StartsWith("/", HotplugScript.PathOf(text.ToString()), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', Words.Printable(HotplugScript.BridgeIn(text.ToString()) ?? ""));
        }
        // Not all of it was passed over.
        Assert.InRange(found, Rounds, int.MaxValue);
    }
}
