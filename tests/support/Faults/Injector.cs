using System.Globalization;

namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>
/// Runs an action with a fault at the N-th call of a kind. strace counts for each thread alone, and a child starts from one; so
/// only one thread is looked at: the program's first, which does all of the work, or that of a child.
/// </summary>
public sealed class Injector
{
    // As the program finds it by its PATH.
    private const string Nft = "/usr/sbin/nft";

    private readonly string? _run;
    private readonly string[] _options;

    private Injector(string name, string? run = null, params string[] options) =>
        (Name, _run, _options) = (name, run, options);

    public static Injector OfProgram { get; } = new("");

    /// <summary>nft carries its script out.</summary>
    public static IReadOnlyList<Injector> OfNft { get; } = [new("nft --file", "--file")];

    /// <summary>The one call of a child that is still the program's: to become nft.</summary>
    public static Injector OfExecution { get; } = new("nft", null, "--follow-forks", $"--trace-path={Nft}");

    /// <summary>Whose calls they are, for the table; empty for the program's own.</summary>
    public string Name { get; }

    /// <summary>Whether the faults are a child's, which the program outlives.</summary>
    public bool IsOfChild => Name != "";

    /// <summary>Runs it without a fault.</summary>
    public Task<(Result Result, string Trace)> Watch(IScenario scenario, IEnumerable<string> systemCalls) =>
        Run(scenario, [$"--trace={string.Join(',', systemCalls)}"]);

    public Task<(Result Result, string Trace)> Inject(IScenario scenario, string systemCall, Fault fault, int number) =>
        Run(
            scenario,
            [
                $"--trace={systemCall}",
                string.Create(CultureInfo.InvariantCulture, $"--inject={systemCall}:{fault.Injection}:when={number}"),
            ]
        );

    private async Task<(Result, string)> Run(IScenario scenario, string[] what)
    {
        string[] tracer = ["strace", "-yy", "--quiet=attach", $"--output={NftWrapper.Trace}", .. _options, .. what];
        if (_run is not null)
            scenario.Host.GivenNftTraced(_run, tracer);
        var result = await scenario.Act(_run is null ? tracer : []).Ended;
        var trace = scenario.Host.Has(NftWrapper.Trace) ? scenario.Host.Read(NftWrapper.Trace) : "";
        foreach (var file in Directory.GetFiles(scenario.Host.File("/run"), "fault*"))
            File.Delete(file);
        return (result, trace);
    }
}
