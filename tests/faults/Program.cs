using System.Diagnostics;
using Xen.Hotplug.Faults;
using Xen.Hotplug.TestSupport;
using Xen.Hotplug.TestSupport.Faults;
using Xen.Hotplug.TestSupport.MadeUpHosts;

// Xen.Hotplug.Faults [--quick] [PATTERN]: faults at all calls, or at a part of them that takes about a minute; PATTERN
// is a part of the campaigns' names. Xen.Hotplug.Faults --soak [SEED [EVENTS]]. Xen.Hotplug.Faults --hosts [COUNT [SEED]].
// Xen.Hotplug.Faults --attack [FLUSHES].
const int mostSeeds = 1_000_000;
var started = Stopwatch.StartNew();
var (passed, failed) = args switch
{
    ["--soak", ..] => await RunSoak(),
    ["--hosts", ..] => await RunHosts(),
    ["--attack", ..] => await FlushAttacks.Run(args.Length > 1 ? int.Parse(args[1]) : 100),
    _ => await RunCampaigns(),
};
Console.WriteLine($"{started.Elapsed.TotalSeconds:F0} s");
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;

async Task<(int Passed, int Failed)> RunSoak()
{
    var seed = args.Length > 1 ? int.Parse(args[1]) : Random.Shared.Next(mostSeeds);
    var events = args.Length > 2 ? int.Parse(args[2]) : 10_000;
    Console.WriteLine($"soak, seed {seed}");
    await using var host = await Host.Boot();
    using var toolstack = new Toolstack(host);
    return await new Soak(host, toolstack, seed, events, TimeSpan.FromMinutes(8)).Run();
}

async Task<(int Passed, int Failed)> RunHosts()
{
    var count = args.Length > 1 ? int.Parse(args[1]) : 5000;
    var seed = args.Length > 2 ? int.Parse(args[2]) : Random.Shared.Next(mostSeeds);
    Console.WriteLine($"{count} made-up hosts, seed {seed}");
    var campaign = new HostCampaign(seed, count, Console.Out) { ShowsRefusals = true };
    await campaign.Run();
    Console.WriteLine(campaign.Print());
    return (campaign.Passed, campaign.Failed);
}

async Task<(int Passed, int Failed)> RunCampaigns()
{
    // A prime, so that of a kind of call every fault comes to some.
    const int quickStep = 11;
    var pattern = args.FirstOrDefault(word => !word.StartsWith('-')) ?? "";
    var tally = new Tally(Console.Out);
    var all = Campaigns.All(args.Contains("--quick") ? quickStep : 1, tally);
    await Parallel.ForEachAsync(
        all.Where(campaign => campaign.Name.Contains(pattern)),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        async (campaign, _) =>
        {
            var begun = started.Elapsed;
            try
            {
                await campaign.Run();
            }
            catch (Exception exception)
            {
                // Whatever it was: the other campaigns are tried.
                tally.AddError($"{campaign.Name}: {exception}");
            }
            Console.WriteLine($"{(started.Elapsed - begun).TotalSeconds, 6:F1} s  {campaign.Name}");
        }
    );
    if (pattern == "")
        foreach (var scenario in Campaigns.Scenarios.Select(make => make()))
        {
            Campaigns.RequireKinds(scenario, tally);
            Campaigns.RequireKindsOfNft(scenario, tally);
        }
    Console.WriteLine($"\n{tally.Print()}\n");
    return (tally.Passed, tally.Failed);
}
