using System.Globalization;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>A connection to xenstore. For one thread at a time.</summary>
public sealed class XenstoreConnection : XenstoreNodes, IDisposable
{
    /// <summary>
    /// How often a transaction is tried. A host that starts many guests at once has many writers, but a failed
    /// commit means that another one succeeded, so this is reached only when something is wrong.
    /// </summary>
    private const int MostTries = 16;

    private readonly XenstorePipeline _pipeline;

    private XenstoreConnection(XenstorePipeline pipeline) => _pipeline = pipeline;

    /// <summary>
    /// How long to wait for the answers to what one call sends, if nothing else is said: 5 s. An idle store answers
    /// in microseconds, and libxl ends a hotplug script after 40 s.
    /// </summary>
    public static TimeSpan DefaultAnswerLimit => TimeSpan.FromSeconds(5);

    /// <summary>Connects to the store of this host (<see cref="XenstoreLocation.Find()"/>).</summary>
    /// <param name="answerLimit">How long to wait for the answers to what one call sends; null for <see cref="DefaultAnswerLimit"/>.</param>
    /// <exception cref="XenstoreException">There is none, or it takes no connections.</exception>
    public static XenstoreConnection Open(TimeSpan? answerLimit = null) => Open(XenstoreLocation.Find(), answerLimit);

    /// <summary>Connects to the store at <paramref name="location"/>.</summary>
    /// <inheritdoc cref="Open(TimeSpan?)"/>
    public static XenstoreConnection Open(XenstoreLocation location, TimeSpan? answerLimit = null)
    {
        var limit = answerLimit ?? DefaultAnswerLimit;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(answerLimit));
        return new XenstoreConnection(new XenstorePipeline(XenstoreChannel.Open(location, limit), limit));
    }

    /// <summary>
    /// Does <paramref name="action"/> as if no other client were there: again from its start, up to 16 times, for
    /// as long as another one changes what it reads or writes. So it must do nothing but talk to the store.
    /// </summary>
    /// <param name="action">If it throws, nothing that it wrote stays and its exception reaches the caller.</param>
    /// <exception cref="XenstoreException">A request failed, or there was no try without a conflict.</exception>
    public void InTransaction(Action<XenstoreTransaction> action)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var transaction = StartTransaction();
            try
            {
                action(transaction);
            }
            catch
            {
                transaction.Abandon();
                throw;
            }
            if (transaction.TryCommit())
                return;
            RetryPause.After(tries);
        }
        throw new XenstoreException(
            $"could not commit a transaction in xenstore: other clients were in the way of each of {MostTries} tries; "
                + "try again"
        );
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _pipeline.Dispose();

    private protected override XenstoreAnswer[] Exchange(ReadOnlySpan<XenstoreRequest> requests) =>
        _pipeline.Exchange(requests, transactionId: 0);

    private XenstoreTransaction StartTransaction()
    {
        var answer = Exchange(XenstoreRequest.TransactionStart);
        if (answer.Error is not null)
            throw answer.Refusal(XenstoreRequest.TransactionStart);
        return new XenstoreTransaction(_pipeline, uint.Parse(answer.Texts[0], CultureInfo.InvariantCulture));
    }
}
