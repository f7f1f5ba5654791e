using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>xl's files are read as Xen's own library reads them.</summary>
public class XlFileLikeXenSpecs
{
    private static readonly string[] s_words =
    [
        .. new[] { "vif", "vif", "a", "b.c_1", "Vif", "_a", "3", "0x1f", "3g", "0X1" },
        .. new[]
        {
            "'a'",
            "\"b\"",
            "'bridge=eth0'",
            "\"it's\"",
            "'\\n\\'\\\\'",
            "'\\q'",
            "'\\x41'",
            "'\\123'",
            "'\\1'",
            "'",
            "\"",
        },
        .. new[] { "=", "=", "=", "+=", "+=", "+", "[", "[", "[", "]", "]", "]", ",", ",", ",", ";" },
        .. new[]
        {
            "\n",
            "\n",
            "\n",
            " ",
            "\t",
            "# c\n",
            "#\n",
            "# c",
            "#",
            "\r",
            "\r\n",
            "\\",
            "\\\n",
            "@",
            ".",
            "(",
            "é",
            "\f",
        },
    ];

    // The grammar's own shapes, so that more than the first word of a made-up file counts.
    private static readonly Gen<string> s_value = Gen.Elements(
        "'bridge=eth0'",
        "\"b\"",
        "3",
        "'\\t'",
        "['x']",
        "[ ]",
        "[[3]]"
    );
    private static readonly Gen<string> s_gap = Gen.Elements("", "", " ", "\t");
    private static readonly Gen<string> s_space = Gen.Elements("", "", " ", "\n", " # c\n", "\n\n");

    private static readonly Gen<string> s_list =
        from values in Gen.Choose(0, 4).SelectMany(count => s_value.ArrayOf(count))
        from before in s_space
        from behind in s_space
        from comma in Gen.Frequency((20, Gen.Constant(",")), (1, Gen.Elements("", ",,", ";")))
        from end in Gen.Frequency((12, Gen.Elements("]", ",]")), (1, Gen.Elements("", "]]", ")")))
        select $"[{before}{string.Join(behind + comma + before, values)}{behind}{end}";

    private static readonly Gen<string> s_statement =
        from key in Gen.Frequency(
            (8, Gen.Elements("vif", "vif", "a")),
            (1, Gen.Elements("b.c", "Vif", "9", "", "def f"))
        )
        from gap in s_gap
        from sign in Gen.Frequency((9, Gen.Elements("=", "=", "+=")), (1, Gen.Elements("==", "+", "", "=\n")))
        from value in Gen.Frequency((3, s_list), (1, s_value))
        from end in Gen.Frequency(
            (9, Gen.Elements("\n", ";", "\n\n", " # c\n")),
            (1, Gen.Elements("\r\n", "", " x\n", "#"))
        )
        select key + gap + sign + gap + value + gap + end;

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Choose(1, 3).SelectMany(count => s_statement.ArrayOf(count)).Select(string.Concat),
        Gen.Choose(1, 14).SelectMany(count => Gen.Elements(s_words).ArrayOf(count)).Select(string.Concat),
        from statement in s_statement
        from word in Gen.Elements(s_words)
        from place in Gen.Choose(0, 40)
        select statement.Insert(Math.Min(place, statement.Length), word)
    );

    [Theory]
    [InlineData("")]
    [InlineData("vif = [ 'bridge=eth0' ]")]
    [InlineData("vif=['a']\nvif+=['b']\n")]
    [InlineData("vif=['a']\nvif=['b']\n")]
    [InlineData("vif+=['a'];vif+=['b','c']\nvif+=[]")]
    [InlineData("vif='a'\nvif+=['b']\n")]
    [InlineData("vif=['a']\n\nvif+='b'\n")]
    [InlineData("vif='a'\nvif+='b'\n")]
    [InlineData("vif=3\n")]
    [InlineData("vif=[3,'b',0x1f]\n")]
    [InlineData("vif=['a',['b'],'c']\n")]
    [InlineData("vif=[['a'],'b']\n")]
    [InlineData("vif=['a',]\n")]
    [InlineData("vif=[,]\n")]
    [InlineData("vif=['a',,'b']\n")]
    [InlineData("vif=['a'\n,\n\n'b'\n]\n")]
    [InlineData("vif=['a'\n 'b']\n")]
    [InlineData("vif=['a',\n'b'\n'c'\n]\n")]
    [InlineData("name = 'web'\r\nvif = [ 'a' ]\r\n")]
    [InlineData("name='web'\n\nvif=['a']\r\n")]
    [InlineData("vif\n=['a']\n")]
    [InlineData("\nvif=\n['a']\n")]
    [InlineData("vif # c\n=['a']\n")]
    [InlineData("vif=['a'\n\n\n")]
    [InlineData("vif=['a'")]
    [InlineData("vif=")]
    [InlineData("vif")]
    [InlineData("vif\n")]
    [InlineData("=3\n")]
    [InlineData("vif==3\n")]
    [InlineData("vif=['a'] name='b'\n")]
    [InlineData("vif=['a'];name='b'")]
    [InlineData(";;\n;vif=['a'];\n")]
    [InlineData("vif=[ # c\n'a' # d\n,'b']#e\n")]
    [InlineData("vif=['a'] # c")]
    [InlineData("vif=['a'] #")]
    [InlineData("vif=['a'] @")]
    [InlineData("vif=['a'] é")]
    [InlineData("vif=['a'] \r")]
    [InlineData("vif=[\"it's\", 'a\\'b', '\\\\', '\\t']\n")]
    [InlineData("vif=['a\\q']\n")]
    [InlineData("vif=['\\x41']\n")]
    [InlineData("vif=['x\\101y', 'x\\1 23y', 'x\\1+2y', 'x\\1234y']\n")]
    [InlineData("vif=['\\1']\n")]
    [InlineData("vif=['\\18']\n")]
    [InlineData("vif=['\\8']\n")]
    [InlineData("vif=['a\n']\n")]
    [InlineData("vif=['a\\\nb']\n")]
    [InlineData("vif=['a' % 'b']\n")]
    [InlineData("vif=['a'] + ['b']\n")]
    [InlineData("vif=('a','b')\n")]
    [InlineData("vif=[nic(3)]\n")]
    [InlineData("Vif=['a']\n")]
    [InlineData("vIf=['a']\n")]
    [InlineData("_a=3\nvif=['a']\n")]
    [InlineData("a=-3\n")]
    [InlineData("a=3.5\n")]
    [InlineData("a=True\n")]
    [InlineData("import os\nvif=['a']\n")]
    [InlineData("def nic(n):\n  return n\n")]
    [InlineData("#!/bin/sh\nvif=$1\n")]
    [InlineData("vif=['é']\n")]
    [InlineData("\ufeffvif=['a']\n")]
    [InlineData("vif=['a']]\n")]
    [InlineData("vif=['a';'b']\n")]
    [InlineData("a.b=3\na..=4\nvif=[a]\n")]
    [InlineData("vif.default.bridge=\"eth0\"\nvif=[9x]\n")]
    public void A_text_is_read_as_libxlutil_reads_it(string text)
    {
        SkipWithoutLibrary();
        Compare(text);
    }

    [Fact]
    public void A_made_up_file_is_read_as_libxlutil_reads_it()
    {
        SkipWithoutLibrary();
        var (refused, withNics) = (0, 0);
        foreach (var text in Cases.Sample(s_text, 20_000))
        {
            var file = Compare(text);
            refused += file.Fault != null ? 1 : 0;
            withNics += file.Fault == null && file.List("vif") is { Count: > 0 } ? 1 : 0;
        }
        Cases.AreAtLeast(4, refused);
        Cases.AreAtLeast(20, withNics);
    }

    private static void SkipWithoutLibrary() =>
        Assert.SkipUnless(Libxlutil.IsThere, "Xen's libxlutil (Debian's package libxenmisc) is not installed");

    private static XlFile Compare(string text)
    {
        var xen = Libxlutil.Read(text);
        var file = XlFile.Parse(text);
        Assert.True(
            xen.IsRefused == (file.Fault != null),
            $"{Shown.Of(text)}: libxlutil {(xen.IsRefused ? "refuses" : "takes")} it, we say: {file.Fault} {xen.Report}"
        );
        if (file.Fault is { } fault)
            Assert.True(xen.FaultLine == fault.Line, $"{Shown.Of(text)}: {fault}, libxlutil says: {xen.Report}");
        else
        {
            Assert.Equal(xen.Nics, file.List("vif"));
            Assert.Equal(xen.HasSingleVif, file.Find("vif") != null);
        }
        return file;
    }
}
