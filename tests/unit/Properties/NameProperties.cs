using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xen.Hotplug.VifBridge;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Names of links and paths of backends.</summary>
public partial class NameProperties
{
    [GeneratedRegex("^vif([0-9]+)\\.([0-9]+)(-emu)?\\z")]
    private static partial Regex WrittenVif { get; }

    [GeneratedRegex("^(?:/|/?[A-Za-z0-9@_-]+(?:/[A-Za-z0-9@_-]+)*/)([0-9]+)/([0-9]+)\\z")]
    private static partial Regex WrittenPath { get; }

    private static readonly Gen<string> s_number = Gen.Frequency(
        (4, Some.Number.Select(number => $"{number}")),
        (1, Gen.Elements("", "007", "2147483647", "2147483648", "99999999999999999999", "-1", "+1", " 1", "1\0"))
    );

    [Fact]
    public void A_name_that_is_taken_is_one_that_the_kernel_takes()
    {
        var refusals = new Refusals();
        Cases.Check(
            Gen.OneOf(Some.Text, Some.Of(["vif", "1", ".", "0", "-emu", "\u00e9", "\u00e0", "/", " ", "%", ":"], 6))
                .Select(AsReceived),
            text =>
            {
                InterfaceName? name = null;
                if (refusals.Of(() => name = InterfaceName.Parse(text, "vifname")) != null)
                    return;
                Assert.Equal(text, name!.Value);
                var bytes = Encoding.UTF8.GetBytes(text);
                Assert.InRange(bytes.Length, 1, 15);
                Assert.Equal(text, Encoding.UTF8.GetString(bytes));
                // isspace of the kernel's lib/ctype.c, dev_valid_name, and what would be a pattern or an alias.
                Assert.DoesNotContain(
                    bytes,
                    part => part is <= 32 or 127 or 0xa0 or (byte)'/' or (byte)':' or (byte)'%'
                );
                Assert.False(text is "." or "..");
            }
        );
        refusals.IsBoth(10);
    }

    [Fact]
    public void A_vif_is_known_by_a_name_of_its_form_and_no_other()
    {
        var known = 0;
        Cases.Check(
            Some.Mostly(
                from domain in s_number
                from device in s_number
                from end in Gen.Elements("", "-emu")
                select $"vif{domain}.{device}{end}"
            ),
            text =>
            {
                var name = VifName.Parse(text);
                Assert.Equal(WrittenVif.Match(text) is { Success: true } match && IsNumbers(match, 1), name != null);
                if (name == null)
                    return;
                Assert.Equal(name, VifName.Parse($"{name}"));
                Assert.Equal(text.EndsWith("-emu", StringComparison.Ordinal), name.IsTap);
                known++;
            }
        );
        Cases.AreAtLeast(5, known);
    }

    [Fact]
    public void A_backend_is_known_by_a_path_of_its_form_and_no_other()
    {
        var refusals = new Refusals();
        Cases.Check(
            Some.Mostly(
                from start in Gen.Elements(
                    "backend/vif",
                    "/local/domain/0/backend/vif",
                    "b",
                    "/",
                    "",
                    "\u00e9",
                    "a b",
                    "a//b"
                )
                from domain in s_number
                from device in s_number
                select $"{start}/{domain}/{device}"
            ),
            text =>
            {
                BackendPath? path = null;
                var refusal = refusals.Of(() => path = BackendPath.Parse(text));
                Assert.Equal(
                    WrittenPath.Match(text) is { Success: true } match && IsNumbers(match, 1),
                    refusal == null
                );
                if (path == null)
                    return;
                Assert.Equal(text, $"{path}");
                Assert.Equal($"{text}/mac", path.Key("mac"));
            }
        );
        refusals.IsBoth(10);
    }

    /// <summary>Whatever comes in was bytes, and so never has half of a surrogate pair.</summary>
    private static string AsReceived(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static bool IsNumbers(Match match, int first) =>
        new[] { first, first + 1 }.All(group =>
            int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        );
}
