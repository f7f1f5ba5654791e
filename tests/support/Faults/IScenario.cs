namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>A host on which one action of a program can be tried again and again.</summary>
public interface IScenario : IAsyncDisposable
{
    /// <summary>Such as "vif-bridge".</summary>
    string Program { get; }

    /// <summary>Such as "online, guarded".</summary>
    string Action { get; }

    /// <summary>Whether the action runs nft.</summary>
    bool RunsNft { get; }

    /// <summary>Whether the action speaks with a store.</summary>
    bool HasStore { get; }

    /// <summary>The groups of system calls that are tried, a campaign each.</summary>
    IReadOnlyList<string[]> SystemCalls { get; }

    /// <summary>Those of them that the action is known to make.</summary>
    IReadOnlyList<string> Makes => [];

    Host Host { get; }

    /// <summary>Of how many calls of a kind one is tried: there may be hundreds, one like the other.</summary>
    int Stride(string kind);

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

    /// <summary>Removes what a kill may leave, and no program looks at.</summary>
    void ForgetUnfinished();

    /// <summary>Waits until the kernel has done, after a command that succeeded, what it does in its own time.</summary>
    Task Settle();

    Task<State> Observe();

    /// <summary>Why the host is of no use at this moment, whatever state it is in; null if it is of use.</summary>
    Task<string?> WhyUseless();

    /// <summary>What is wrong with what the toolstack was told; null if nothing is.</summary>
    string? WhyWronglyTold(bool hasFailed);

    /// <summary>Whether an action that succeeded named something that it could not tidy up, which the next one has to.</summary>
    bool NamesWhatItLeft(Result result) => false;
}
