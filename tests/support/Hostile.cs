using System.Text.Json.Nodes;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// Names that mean something to a shell, sed, nft or a terminal; and a host on which it shows when a piece of one of them
/// is run.
/// </summary>
public static class Hostile
{
    private const string Witness = "/run/witness";
    private const string EmptyFolder = "/run/empty";
    private const string Programs = "/run/bin";

    // What ip tells of a link and is its own on each host, or a matter of time.
    private static readonly string[] s_passing =
    [
        "ifindex",
        "link",
        "link_index",
        "link_netnsid",
        "operstate",
        "flags",
        "hello_timer",
        "tcn_timer",
        "topology_change_timer",
        "topology_change",
        "topology_change_detected",
        "gc_timer",
        "valid_life_time",
        "preferred_life_time",
        "state",
        "root_port",
        "mst_enabled",
    ];

    /// <summary>Names of links, short enough for one more letter, which bridge-shadow puts before them.</summary>
    public static IReadOnlyList<string> LinkNames =>
        ["a;pwn|pwn&>z", "a$(pwn)`pwn`", "a'pwn'\"pwn\"", "*.[a]^\\1&$", "#~!a{b}?", "\"accept#", "a*", "a\u202eb"];

    /// <summary>Names of bridges: one that bridge-shadow takes for an option, too.</summary>
    public static IReadOnlyList<string> BridgeNames => [.. LinkNames, "-n"];

    /// <summary>Any text, where no kernel says what it may hold.</summary>
    public static IReadOnlyList<string> Texts =>
        [
            "a b;pwn",
            "$(pwn)`pwn`",
            "it's \"pwn\"",
            "x\n  pwn\n",
            "end\n",
            "\u001b[2J\u202e\u2028\u0001",
            "* ? [a-z] \\ %s %n !pwn",
            "-n",
        ];

    /// <summary>A word for a shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Puts the program there that tells, and a folder in which no file may appear.</summary>
    public static Task PlantWitness(this Host host) =>
        host.Shell(
            $"""
            mkdir -p {Programs} {EmptyFolder}
            printf '#!/bin/sh\necho "$0 $*" >>{Witness}\n' >{Programs}/pwn
            chmod 755 {Programs}/pwn
            """
        );

    /// <summary>Runs lines as a shell does into which somebody copied them; some may fail, since the kernel did it already.</summary>
    public static async Task<Result> RunCopied(this Host host, string lines, params IEnumerable<string> folders)
    {
        var path = string.Join(':', [.. folders, "/usr/sbin:/usr/bin:/sbin:/bin", Programs]);
        var result = await host.Run("sh", "-c", $"cd {EmptyFolder}; export PATH={path}\n{lines}");
        host.ShouldHaveRunNothingElse(lines);
        Assert.Equal("", await host.Shell($"ls -A {EmptyFolder}"));
        return result;
    }

    /// <summary>
    /// Adds a table of any name, in which a chain drops what is forwarded. nft makes names of letters alone; the kernel takes
    /// all (nf_tables_newtable of net/netfilter/nf_tables_api.c).
    /// </summary>
    public static Task AddForwardChain(this Host host, string table) =>
        host.Shell(
            $$"""
            perl -e '
                sub attribute { my ($type, $data) = @_; my $size = 4 + length $data; pack("SSa*", $size, $type, $data) . "\0" x (-$size % 4) }
                sub message { my ($type, $flags, $family, $subsystem, $data) = @_; pack("LSSLLCCn", 20 + length $data, $type, 1 | $flags, 1, 0, $family, 0, $subsystem) . $data }
                my $table = attribute(1, "$ARGV[0]\0");
                my $hook = attribute(0x8004, attribute(1, pack("N", 2)) . attribute(2, pack("N", 0)));
                socket(S, 16, 3, 12) or die;
                send(S, message(0x10, 0, 0, 10, "") . message(0xa00, 0x404, 1, 0, $table)
                    . message(0xa03, 0x404, 1, 0, $table . attribute(3, "forward\0") . $hook . attribute(5, pack("N", 0)) . attribute(7, "filter\0"))
                    . message(0x11, 0, 0, 10, ""), 0) or die;
                for (1, 2) { recv(S, my $answer, 8192, 0); unpack("x16 l", $answer) == 0 or die "refused: " . unpack("x16 l", $answer) }
            ' -- {{Quote(table)}}
            """
        );

    /// <summary>Checks that no piece of a name was run.</summary>
    public static void ShouldHaveRunNothingElse(this Host host, string lines) =>
        Assert.False(host.Has(Witness), $"A name was run: {(host.Has(Witness) ? host.Read(Witness) : "")}\n{lines}");

    /// <summary>Checks that a reader sees all of what is written, and as it is written.</summary>
    public static void ShouldBeSeen(string output) =>
        Assert.DoesNotContain(
            output,
            character => (char.IsControl(character) && character != '\n') || character is '\u202e' or '\u2028'
        );

    /// <summary>Links with all that belongs to them, and routes: what two hosts that had the same done to them have in common.</summary>
    public static async Task<string> State(this Host host)
    {
        var json = JsonNode.Parse(Escaped((await host.Shell("ip -json -details address show")).Trim()))!.AsArray();
        var links = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var link in json)
        {
            var isUp = link!["flags"]!.AsArray().Any(flag => flag!.GetValue<string>() == "UP");
            // The kernel makes link-local addresses when it likes.
            foreach (var address in link["addr_info"]!.AsArray().ToList())
            {
                if (address!["scope"]?.GetValue<string>() == "link")
                    link["addr_info"]!.AsArray().Remove(address);
            }
            links[link["ifname"]!.GetValue<string>()] = $"{(isUp ? "up" : "down")} {Lasting(link)}";
        }
        var routes = (await host.Routes()).Split('\n').Order(StringComparer.Ordinal);
        return $"{string.Join('\n', links.Select(link => $"{link.Key}: {link.Value}"))}\n{string.Join('\n', routes)}";
    }

    /// <summary>ip prints an alias as it is, also what no JSON may hold.</summary>
    private static string Escaped(string json) =>
        string.Concat(
            json.Select(character =>
                char.IsControl(character) && character != '\n' ? $"\\u{(int)character:x4}" : $"{character}"
            )
        );

    private static string Lasting(JsonNode node)
    {
        Clean(node);
        return node.ToJsonString();
    }

    private static void Clean(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Clean(item);
        }
        if (node is not JsonObject entries)
            return;
        foreach (var key in s_passing)
            entries.Remove(key);
        foreach (var (_, value) in entries.ToList())
            Clean(value);
    }
}
