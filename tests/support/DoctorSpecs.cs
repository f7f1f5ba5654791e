using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A host on which all is well: bridge-shadow has started, a guest is online. Each spec breaks one thing, and the doctor
/// is to find that and nothing else.
/// </summary>
public abstract class DoctorSpecs : VifBridgeSpecs
{
    protected const string Script = "/etc/xen/scripts/vif-bridge-shadow";
    protected const string OnlineCommand = $"{Script} online type_if=vif vif=vif1.0 XENBUS_PATH=backend/vif/1/0";
    protected const string XlConfiguration = "/etc/xen/xl.conf";
    private const string StandIns = "/run/stand-ins";

    // The kernel tells of a carrier when it likes.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    protected Uplink Nic { get; private set; } = null!;

    protected Guest Guest { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Nic = await Uplink.Plug(Host);
        // No file of this machine's /etc has a say.
        await Host.Shell(
            $"""
            mkdir /run/etc
            cp -r --preserve=mode /etc/alternatives /etc/iproute2 /etc/ld.so.cache /etc/protocols /run/etc 2> /dev/null || :
            cp -r --preserve=mode /etc/xen /run/etc
            mount --bind /run/etc /etc
            cp {Programs.VifBridge} {Script}
            cp {Programs.Source("xen-config/xl.conf")} {XlConfiguration}
            """
        );
        await Nic.Configure();
        (await BridgeShadow("start", "eth0")).ShouldSucceed();
        WriteBackend("eth0");
        Store.Write("/local/domain/1/name", "web");
        Guest = await Host.AddGuest("vif1.0");
        await Guest.Connect();
        (await Online()).ShouldSucceedQuietly();
        await ShouldBecomeWell();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Nic is not null)
            await Nic.DisposeAsync();
        await base.DisposeAsync();
    }

    protected Task<Result> BridgeShadow(params string[] words) => Host.Run(Programs.BridgeShadow, words);

    protected Task<Result> NetworkBridgeAdditional(params string[] words) =>
        Host.Run(Programs.NetworkBridgeAdditional, words);

    protected Task<Result> Doctor(params string[] words) => Host.Run(Programs.XenBridgeDoctor, words);

    protected async Task<Diagnosis> Diagnose() => Diagnosis.Parse(await Doctor("--json"));

    protected async Task<int> IndexOf(string link) => (await Host.Link(link)).Index;

    /// <summary>Waits until the doctor finds nothing, and says so by its exit status.</summary>
    protected async Task<Diagnosis> ShouldBecomeWell()
    {
        var diagnosis = await DiagnoseUntil(static diagnosis => diagnosis.Faults.Count == 0);
        Assert.True(diagnosis is { Faults.Count: 0, Result.ExitCode: 0 }, $"All was to be well: {diagnosis.Result}");
        return diagnosis;
    }

    /// <summary>Checks that the doctor finds one thing wrong, and nothing else.</summary>
    protected Task<DoctorFinding> ShouldFindWrong(string check, string subject, params string[] words) =>
        ShouldFindOnly("wrong", 2, check, subject, words);

    /// <summary>Checks that the doctor finds one thing doubtful, and nothing else.</summary>
    protected Task<DoctorFinding> ShouldFindDoubtful(string check, string subject, params string[] words) =>
        ShouldFindOnly("doubtful", 1, check, subject, words);

    /// <summary>Checks that it is among what the doctor finds.</summary>
    protected async Task<DoctorFinding> ShouldFindAmongOthers(
        string verdict,
        string check,
        string subject,
        params string[] words
    )
    {
        bool IsIt(DoctorFinding fault) => (fault.Verdict, fault.Check, fault.Subject) == (verdict, check, subject);
        var diagnosis = await DiagnoseUntil(diagnosis => diagnosis.Faults.Any(IsIt));
        Assert.True(diagnosis.Faults.Any(IsIt), $"{subject} was to be {verdict}: {diagnosis.Result}");
        return diagnosis.Faults.First(IsIt).ShouldName(words);
    }

    /// <summary>Carries the command out that the doctor names; all is well then.</summary>
    protected async Task ShouldMend(DoctorFinding finding)
    {
        await Mend(finding);
        await ShouldBecomeWell();
    }

    protected Task Mend(DoctorFinding finding) =>
        Host.Shell(
            $"export PATH={StandIns}:$PATH:{Path.GetDirectoryName(Programs.BridgeShadow)} EDITOR=edit XENSTORED_PATH={StoreSocket}\n{finding.Cure}"
        );

    /// <summary>Puts a program in place of one that cannot be run here.</summary>
    protected async Task StandIn(string program, string script)
    {
        Host.Write($"{StandIns}/{program}", $"#!/bin/sh\n{script}\n");
        await Host.Shell($"chmod +x {StandIns}/{program}");
    }

    /// <summary>Who edits a file changes, by a script of sed, the line at which it was opened.</summary>
    protected Task EditBy(string script) => StandIn("edit", $"exec sed -i \"${{1#+}}{script}\" \"$2\"");

    private async Task<DoctorFinding> ShouldFindOnly(
        string verdict,
        int status,
        string check,
        string subject,
        string[] words
    )
    {
        var diagnosis = await DiagnoseUntil(diagnosis =>
            diagnosis.Faults is [var only] && (only.Check, only.Subject) == (check, subject)
        );
        Assert.True(
            diagnosis.Faults is [var only] && (only.Verdict, only.Check, only.Subject) == (verdict, check, subject),
            $"{subject} alone was to be {verdict}: {diagnosis.Result}"
        );
        Assert.Equal(status, diagnosis.Result.ExitCode);
        return diagnosis.Faults[0].ShouldName(words);
    }

    private async Task<Diagnosis> DiagnoseUntil(Func<Diagnosis, bool> isAsExpected)
    {
        var limit = Environment.TickCount64 + (long)s_limit.TotalMilliseconds;
        var diagnosis = await Diagnose();
        while (!isAsExpected(diagnosis) && Environment.TickCount64 < limit)
            diagnosis = await Diagnose();
        return diagnosis;
    }
}
