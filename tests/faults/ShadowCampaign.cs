using Xen.Hotplug.TestSupport;
using Xunit.Sdk;

namespace Xen.Hotplug.Faults;

/// <summary>
/// Tries bridge-shadow on a live host, as the ordinary suite does it, which judges too: the host can be reached, and all of
/// its addresses and routes are there.
/// </summary>
internal sealed class ShadowCampaign(string command, string systemCall, Fault fault, int step, Tally tally)
    : UplinkFaultSpecs,
        ICampaign
{
    // The ordinary suite has all of them too.
    private static readonly string[] s_fewCalls = ["sendto", "recvfrom", "openat", "pwrite64"];

    private static readonly string[] s_allCalls =
    [
        .. s_fewCalls,
        "write",
        "rename",
        "unlink",
        "mkdir",
        "ftruncate",
        "socket",
        "bind",
        "fcntl",
    ];

    private TallyRow? _row;

    public string Name => $"bridge-shadow {command} {systemCall} {fault}";

    private bool IsAtFault(Result result) =>
        fault.IsKill ? result.ExitCode == Killed : Trace.Contains("(INJECTED)", StringComparison.Ordinal);

    private string Opposite => command == "start" ? "stop" : "start";

    public async Task Run()
    {
        await InitializeAsync();
        await using (this)
        {
            try
            {
                // Of every N-th call only, a different one for each fault.
                var from = 1 + Fault.All.ToList().IndexOf(fault) % step;
                await AtEachCall(command, systemCall, fault.Injection, IsAtFault, Judge, from, step);
            }
            catch (XunitException) when (_row is null || _row.Findings.Count > 0)
            {
                // No such call from there on, or findings that are noted already.
            }
        }
    }

    private Task Judge(Result result)
    {
        if (fault.IsKill)
            return JudgeKilled(command, fault.Next == Fault.Again ? command : Opposite);
        if (CallKind.MustSurvive(fault.What))
            result.ShouldSucceed();
        return JudgeRefused(command, result);
    }

    protected override void NoteCase(Result result, string? finding)
    {
        _row ??= tally.Row("bridge-shadow", command, Kind, $"{fault}");
        if (finding is null)
            _row.Passed(result.ExitCode == 0);
        else
            _row.Found($"bridge-shadow {finding}");
    }

    private string Kind =>
        systemCall switch
        {
            "sendto" => CallKind.NetlinkRequest,
            "recvfrom" => CallKind.NetlinkAnswer,
            "openat" => CallKind.Open,
            "socket" or "bind" => CallKind.Connecting,
            "fcntl" => CallKind.Locking,
            "write" or "pwrite64" => CallKind.FileWrite,
            _ => CallKind.NameChange,
        };

    internal static IEnumerable<ShadowCampaign> All(int step, Tally tally)
    {
        foreach (var command in new[] { "start", "stop" })
        foreach (var systemCall in step > 1 ? s_fewCalls : s_allCalls)
        {
            foreach (var fault in Fault.All)
            {
                var kind = new ShadowCampaign(command, systemCall, fault, 1, tally).Kind;
                if (CallKind.IsTried(kind, fault.What))
                    // There are hundreds of files, most of them settings, and one is like the other.
                    yield return new ShadowCampaign(
                        command,
                        systemCall,
                        fault,
                        systemCall == "openat" ? 11 * step : step,
                        tally
                    );
            }
        }
    }
}
