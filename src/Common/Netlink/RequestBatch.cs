using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Requests that go to the kernel in one datagram: the kernel handles them back to back, and a kill cannot separate them.
/// Each has the command that a person would type for it. The messages are written when the batch is sent, which may be
/// more than once, so that it may be about a link that the same plan makes.
/// </summary>
public sealed partial class RequestBatch
{
    private readonly List<BatchedRequest> _requests = [];

    /// <summary>The command of each request.</summary>
    public IReadOnlyList<string> Commands => _requests.ConvertAll(request => request.Command);

    /// <summary>Whether there is no request.</summary>
    public bool IsEmpty => _requests.Count == 0;

    /// <summary>The commands, a line each.</summary>
    public override string ToString() => string.Join('\n', Commands);

    /// <summary>Appends the requests of another batch.</summary>
    public RequestBatch Append(RequestBatch more)
    {
        _requests.AddRange(more._requests);
        return this;
    }

    /// <summary>Sends the requests.</summary>
    /// <exception cref="NetlinkException">One failed; of several the message says which. The others were carried out.</exception>
    internal void Send(NetlinkSocket socket)
    {
        if (IsEmpty)
            return;
        if (_requests is [var only])
        {
            try
            {
                socket.Execute(only.Write());
            }
            catch (NetlinkException exception) when (only.Survives(exception.Error))
            {
                // It is so already, or of no matter.
            }
            return;
        }
        var errors = socket.ExecuteTogether(Write());
        for (var place = 0; place < _requests.Count && errors.Count > 0; place++)
        {
            if (errors.TryGetValue(place, out var error) && !_requests[place].Survives(error.Error))
                throw new NetlinkException(error.Error, error.KernelText, $"carry out '{_requests[place].Command}'");
        }
    }

    /// <summary>The messages, one after the other, which are written each time that they are asked for.</summary>
    internal IEnumerable<MessageWriter> Write()
    {
        foreach (var request in _requests)
            yield return request.Write();
    }

    /// <summary>Appends a request; the errors that are tolerated mean that it is so already.</summary>
    private RequestBatch Add(string command, Func<MessageWriter> write, params Errno[] tolerated) =>
        Add(() => command, write, tolerated);

    /// <summary>The same of something of which a host may have thousands: its command is written when somebody reads it.</summary>
    private RequestBatch Add(Func<string> describe, Func<MessageWriter> write, params Errno[] tolerated)
    {
        _requests.Add(new BatchedRequest(describe, write, tolerated));
        return this;
    }

    /// <summary>Appends a request that is of use, but whose failure does no harm.</summary>
    private RequestBatch AddOptional(Func<string> describe, Func<MessageWriter> write)
    {
        _requests.Add(new BatchedRequest(describe, write, []) { IsOptional = true });
        return this;
    }

    private sealed class BatchedRequest(Func<string> describe, Func<MessageWriter> write, Errno[] tolerated)
    {
        internal string Command => describe();

        internal bool IsOptional { get; init; }

        internal MessageWriter Write() => write();

        internal bool Survives(Errno error) => IsOptional || error.IsOneOf(tolerated);
    }
}
