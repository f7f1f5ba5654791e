namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// Nodes as seen and changed within a transaction: what is written here nobody else sees before the commit, and
/// the commit fails if another client changed in the meantime what was read or written here.
/// Made by <see cref="XenstoreConnection.InTransaction"/>, which also ends it.
/// </summary>
public sealed class XenstoreTransaction : XenstoreNodes
{
    private readonly XenstorePipeline _pipeline;
    private readonly uint _id;
    private bool _hasEnded;

    internal XenstoreTransaction(XenstorePipeline pipeline, uint id)
    {
        _pipeline = pipeline;
        _id = id;
    }

    /// <summary>Makes the changes seen by all; false if another client was in the way and nothing was changed.</summary>
    internal bool TryCommit()
    {
        var answer = End(XenstoreRequest.TransactionCommit);
        return answer.Error switch
        {
            null => true,
            "EAGAIN" => false,
            _ => throw answer.Refusal(XenstoreRequest.TransactionCommit),
        };
    }

    /// <summary>Forgets the changes. An error is not told, because what led here is the one to tell.</summary>
    internal void Abandon()
    {
        try
        {
            _ = End(XenstoreRequest.TransactionAbort);
        }
        catch (XenstoreException)
        {
            // The store forgets the transaction with the connection.
        }
    }

    private protected override XenstoreAnswer[] Exchange(ReadOnlySpan<XenstoreRequest> requests)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        return _pipeline.Exchange(requests, _id);
    }

    private XenstoreAnswer End(XenstoreRequest request)
    {
        var answer = Exchange(request);
        _hasEnded = true;
        return answer;
    }
}
