using System.Text.RegularExpressions;
using Xunit;

namespace Xen.Hotplug.UnitTests.House;

/// <summary>
/// What goes out, what is opened and what is run goes by one door each. A source that passes it by is found here; what may, is
/// listed with its reason.
/// </summary>
public partial class DoorSpecs
{
    private static IEnumerable<string> Sources =>
        SourceTree
            .SourcesIn("src/Common")
            .Concat(SourceTree.SourcesIn("src/Hotplug"))
            .Select(file => Path.GetRelativePath(Path.Combine(SourceTree.Root, "src"), file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>Each line of a source that has the pattern, but those of the files that may.</summary>
    private static IEnumerable<string> FindPassing(Regex pattern, params string[] allowed)
    {
        foreach (var file in Sources.Except(allowed))
        {
            foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "src", file)))
            {
                if (!line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line))
                    yield return $"{file}: {line.Trim()}";
            }
        }
    }

    [Fact]
    public void Text_for_terminals_goes_by_the_standard_streams() =>
        Assert.Empty(
            FindPassing(
                Writing(),
                "Common/Native/StandardStreams.cs", // the door
                "Common/Native/Descriptor.cs", // what it writes with
                "Common/Logging/LogTargets.cs", // the log's and syslog's, which LogTargetSpecs look at
                "Common/Native/RegularFile.cs", // files of ours, which nobody prints
                "Common/Native/DatagramSocket.cs",
                "Common/Netlink/NetlinkSocket.cs",
                "Common/Xenstore/XenstoreChannel.cs",
                "Common/Shadowing/InterfaceSettings.cs", // /proc/sys
                "Common/Native/LibC.cs"
            )
        );

    [Fact]
    public void Json_goes_by_its_own_text() => Assert.Empty(FindPassing(JsonWriting(), "Common/JsonText.cs"));

    [Fact]
    public void The_log_and_syslog_have_lines_that_can_be_seen()
    {
        var targets = File.ReadAllText(Path.Combine(SourceTree.Root, "src/Common/Logging/LogTargets.cs"));
        Assert.DoesNotMatch(@"(?<!Text\.OneLine\()logEvent\.Message", targets);
    }

    [Fact]
    public void Files_are_opened_by_the_doors_of_Native() =>
        Assert.Empty(
            FindPassing(
                Opening(),
                "Common/Native/Descriptor.cs",
                "Common/Native/RegularFile.cs",
                "Common/Native/TrustedFile.cs",
                "Common/Native/Inheritance.cs", // /dev/null
                "Common/Native/LibC.cs",
                "Common/Processes/LockFile.cs", // makes its file; asks TrustedFile
                "Common/Logging/LogTargets.cs", // the same
                "Common/Xenstore/XenstoreChannel.cs", // the kernel's device
                "Common/Shadowing/InterfaceSettings.cs", // /proc/sys
                "Common/Shadowing/UndecidedAttributes.cs", // /sys
                "Common/Netlink/AdvertisedRoutes.cs", // /proc/net
                "Common/Netlink/Inet6RouteLine.cs" // the same
            )
        );

    [Fact]
    public void Programs_are_run_by_ChildProcess_and_found_in_folders_of_root() =>
        Assert.Empty(
            FindPassing(
                Running(),
                "Common/Processes/ChildProcess.cs",
                "Common/Managers/HostCommand.cs", // by ChildProcess
                "Common/Confirmation/RevertPlanner.cs", // by ChildProcess
                "Hotplug/VifBridge/PostHooks.cs" // by ChildProcess
            )
        );

    [Fact]
    public void Variables_of_the_caller_come_by_CallersEnvironment() =>
        Assert.Empty(FindPassing(Environment(), "Common/Native/CallersEnvironment.cs"));

    /// <summary>NativeAOT looks each up in a table, which an event would do for each attribute of each message.</summary>
    [Fact]
    public void Sizes_of_structures_are_those_that_the_compiler_knows() => Assert.Empty(FindPassing(MarshalledSize()));

    /// <summary>A hole in a command is a word that quotes itself, unless it holds what nobody else chooses.</summary>
    [Fact]
    public void No_command_has_a_name_or_path_in_it_that_is_not_quoted() =>
        Assert.Empty(
            Sources.SelectMany(file =>
                Commands()
                    .Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "src", file)))
                    .Select(match => match.Value)
                    // What stands behind # is for the reader.
                    .Where(command => BareName().IsMatch(command.Split(" # ")[0]))
                    .Select(command => $"{file}: {command}")
            )
        );

    [GeneratedRegex(
        @"\bConsole\.|\bWriteAll\(Encoding|Descriptor\.WriteAll|LibC\.(?:Write|Send)\(|new DatagramSocket|DatagramSocket\.Try"
    )]
    private static partial Regex Writing();

    [GeneratedRegex(@"\bMarshal\.SizeOf")]
    private static partial Regex MarshalledSize();

    [GeneratedRegex("Utf8JsonWriter|JsonSerializer")]
    private static partial Regex JsonWriting();

    [GeneratedRegex(
        @"\bFile\.(?:Read|Write|Append|Open|Create(?!SymbolicLink)|Copy)|new (?:FileStream|StreamReader|StreamWriter)\b|Directory\.CreateDirectory|Descriptor\.TryOpen|LibC\.Open\("
    )]
    private static partial Regex Opening();

    [GeneratedRegex(@"\bCli\.Wrap\(|\bProcess\.Start|new ProcessStartInfo")]
    private static partial Regex Running();

    [GeneratedRegex(@"\bEnvironment\.(?:GetEnvironmentVariable|ExpandEnvironmentVariables)")]
    private static partial Regex Environment();

    [GeneratedRegex(
        """\$"(?:ip (?:-|link|addr|route|neigh|nexthop|mptcp|maddr|token)|bridge (?:link|fdb|vlan)|rm|echo|nft (?:-|add|delete|replace|list|chain)|xl (?:network|console)|sed|grep|systemctl|nmcli|networkctl|bridge-shadow |kill|tc action|ethtool|brctl|xenstore-write|cat|mkdir|printf|dhcpcd -|chmod|mv |ln|ss|udevadm)[ a-z-][^"\n]*"""
    )]
    private static partial Regex Commands();

    [GeneratedRegex(
        @"\{(?!GuardTable\.)(?:[\w!?]+\.)*(?:[nN]ame|[pP]ath|Value|Label|Device|Alias|PathFor\([^}]*\))(?:\.Value)?\}"
    )]
    private static partial Regex BareName();
}
