using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A host on which what the doctor prints below "mend:" is copied into a shell, and a witness tells if that ran anything else.</summary>
public abstract class CureSpecs : DoctorSpecs
{
    /// <summary>Where programs are that stand in for others.</summary>
    protected const string StandIns = "/run/stand-ins";

    private const int MostRounds = 6;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.PlantWitness();
        await Host.Shell($"mkdir -p {StandIns}");
    }

    /// <summary>Copies each cure into a shell, once for each finding, until the doctor finds nothing more.</summary>
    protected async Task MendAll()
    {
        var left = await MendWhatCanBe();
        Assert.True(left.Count == 0, $"Its own cures do not mend: {string.Join('\n', left)}");
        await ShouldBecomeWell();
    }

    /// <summary>The same as far as there are cures; returns what is left.</summary>
    protected async Task<IReadOnlyList<DoctorFinding>> MendWhatCanBe()
    {
        var done = new HashSet<string>();
        for (var round = 0; round < MostRounds; round++)
        {
            var text = await Doctor();
            Hostile.ShouldBeSeen(text.Output + text.Error);
            var faults = (await Diagnose()).Faults.Where(fault => done.Add(fault.Cure!)).ToList();
            if (faults.Count == 0)
                break;
            foreach (var fault in faults)
            {
                Hostile.ShouldBeSeen(fault.Cure!);
                await Host.RunCopied(
                    $"export EDITOR=edit XENSTORED_PATH={StoreSocket}\n{fault.Cure}\n",
                    StandIns,
                    Path.GetDirectoryName(Programs.BridgeShadow)!
                );
            }
        }
        return (await Diagnose()).Faults;
    }
}
