using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Files of others that xen-bridge-doctor looks into: it finds what was put there, and no text is an error.</summary>
public class ConfigurationFileProperties
{
    private const string Alphabet = "aB0.=+-_[](){}'\"\\#;,% \t\u00e9/:";

    private static readonly Gen<string> s_value = Some.Of(Alphabet, 8);

    // A key of a guest's file, its values, and whether they are a list.
    private static readonly Gen<(string Key, string[] Values, bool IsList)> s_setting =
        from key in Gen.Elements("vif", "name", "vif.default.script", "_x1")
        from isList in Gen.Elements(true, false)
        from count in Gen.Choose(0, 3)
        from values in s_value.ArrayOf(isList ? count : 1)
        select (key, values, isList);

    [Fact]
    public void A_setting_of_a_guests_file_is_found_however_it_is_quoted() =>
        Cases.Check(
            from settings in Gen.Choose(0, 4).SelectMany(count => s_setting.ArrayOf(count))
            from quote in Gen.Elements('"', '\'')
            from end in Gen.Elements("\n", ";", " # it's ['\n", "\n\n\t")
            select (settings, quote, end),
            made =>
            {
                var file = XlFile.Parse(string.Concat(made.settings.Select(Write)));
                foreach (var key in made.settings.Select(setting => setting.Key))
                {
                    var last = made.settings.Last(setting => setting.Key == key);
                    Assert.Equal(last.IsList ? null : last.Values[0], file.Find(key));
                    Assert.Equal(last.IsList ? last.Values : null, file.List(key));
                }

                string Write((string Key, string[] Values, bool IsList) setting) =>
                    setting.IsList
                        ? $"{setting.Key} = [ {string.Join(" , ", setting.Values.Select(Quote))} ]{made.end}"
                        : $" {setting.Key}={Quote(setting.Values[0])}{made.end}";

                string Quote(string value) =>
                    $"{made.quote}{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{made.quote}", $"\\{made.quote}", StringComparison.Ordinal)}{made.quote}";
            }
        );

    [Fact]
    public void An_entry_of_xends_file_is_found_however_it_is_quoted() =>
        Cases.Check(
            from values in s_value.ArrayOf(2)
            from quote in Gen.Elements('"', '\'')
            from before in Some.Of(["(other (list 'a)' b) )", "# it's (\n", "word ", "()", "\n", ")"], 4)
            select (values, quote, before),
            made =>
            {
                var entries = made.values.Select(value => $"(vif-script {Quote(value)} more) {made.before}");
                var file = SxpNode.Parse($"{made.before}\n{string.Join('\n', entries)}\n(end");
                Assert.Equal(made.values[^1], file.Find("vif-script"));

                string Quote(string value) =>
                    $"{made.quote}{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{made.quote}", $"\\{made.quote}", StringComparison.Ordinal)}{made.quote}";
            }
        );

    [Fact]
    public void A_line_of_a_key_file_is_found_and_the_last_counts() =>
        Cases.Check(
            Gen.Elements("a", "b", "c d")
                .Zip(Some.Of("aB0.=+-[]'\"#;\u00e9", 6), (key, value) => (key, value))
                .ArrayOf(3),
            pairs =>
            {
                var lines = pairs.Select(pair => $" {pair.key}={pair.value}\r\n[group]\n#{pair.key}=no\n");
                var file = KeyFile.Parse(string.Concat(lines));
                foreach (var (key, _) in pairs)
                    Assert.Equal(pairs.Last(pair => pair.key == key).value, file[key]);
                Assert.Equal(pairs.DistinctBy(pair => pair.key).Count(), file.Count);
            }
        );

    [Fact]
    public void A_rule_accepts_a_port_only_where_jumps_lead_to_its_chain() =>
        Cases.Check(
            from jumps in Gen.Choose(0, 5)
                .SelectMany(count => Gen.Elements("FORWARD", "A", "B", "C").Two().ArrayOf(count))
            from place in Gen.Elements("FORWARD", "A", "B", "C")
            select (jumps, place),
            made =>
            {
                var lines = made.jumps.Select(jump => $"-A {jump.Item1} -j {jump.Item2}");
                var rules = new ForwardRules(
                    $"*filter\n{string.Join('\n', lines)}\n-A {made.place} -j ACCEPT\nCOMMIT\n"
                );
                var reached = new HashSet<string> { "FORWARD" };
                for (var round = 0; round < 4; round++)
                    reached.UnionWith(
                        made.jumps.Where(jump => reached.Contains(jump.Item1)).Select(jump => jump.Item2)
                    );
                Assert.Equal(reached.Contains(made.place), rules.Accept("vif1.0", "eth0"));
            }
        );

    [Fact]
    public void Any_text_is_read_without_an_error()
    {
        var found = 0;
        Cases.Check(
            from start in Gen.Elements("vif = ['bridge=", "(vif-script ", "iface a", "-A FORWARD ", "")
            from text in Gen.OneOf(Some.Of($"{Alphabet}\n\r\0\ud800", 30), Some.Text)
            select start + text,
            text =>
            {
                found += XlFile.Parse(text).List("vif")?.Sum(nic => VifSpecification.OfXl(nic).Bridge?.Length) ?? 0;
                found += XlFile.Parse(text).List("vif")?.Sum(nic => VifSpecification.OfXend(nic).Bridge?.Length) ?? 0;
                found += SxpNode.Parse(text).Find("vif-script")?.Length ?? 0;
                found += KeyFile.Parse(text).Count;
                var interfaces = InterfacesFile.Parse("/etc/network/interfaces", text);
                found += interfaces.StanzasOf("a").Count + interfaces.HotplugStatements.Count();
                found += Wildcards.Match(text, "eth0") ? 1 : 0;
                found += new ForwardRules(text).Accept("vif1.0", "eth0") ? 1 : 0;
                Assert.StartsWith("/", HotplugScript.PathOf(text), StringComparison.Ordinal);
                Assert.DoesNotContain('\n', Text.Printable(HotplugScript.BridgeIn(text) ?? ""));
                found += CountInterfaces(text);
            }
        );
        Cases.AreAtLeast(1, found);
    }

    private static int CountInterfaces(string text)
    {
        try
        {
            return ShadowFile.ParseNames(text, "the file").Count;
        }
        catch (HotplugException)
        {
            // One of its words is no name.
            return 0;
        }
    }
}
