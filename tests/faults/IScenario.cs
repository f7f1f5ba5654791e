using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.Faults;

/// <summary>A host on which one action of a program can be tried again and again.</summary>
internal interface IScenario : IAsyncDisposable
{
    /// <summary>Such as "vif-bridge".</summary>
    string Program { get; }

    /// <summary>Such as "online, guarded".</summary>
    string Action { get; }

    /// <summary>Whether the action runs nft.</summary>
    bool RunsNft { get; }

    /// <summary>Whether the action speaks with a store.</summary>
    bool HasStore { get; }

    Host Host { get; }

    /// <summary>Boots a host, in a state in which the action has something to do.</summary>
    Task Boot();

    /// <summary>Starts the action, behind the words of <paramref name="tracer"/> where there are any.</summary>
    Running Act(params string[] tracer);

    /// <summary>The action that takes it back.</summary>
    Task<Result> Opposite();

    /// <summary>Brings the host back to how it booted, whatever happened.</summary>
    Task Reset();

    /// <summary>Forgets what the toolstack was told; all else is as it was.</summary>
    void Forget();

    Task<State> Observe();

    /// <summary>What is wrong with what the toolstack was told; null where nothing is.</summary>
    string? WhyWronglyTold(bool hasFailed);
}
