using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// Sends requests and brings each its answer. On a socket all requests of a call go in one write and the answers
/// are read as they come; the device gets them one by one. After anything but an orderly answer nobody knows what
/// the next bytes mean, so the connection is closed and each further call fails at once.
/// </summary>
internal sealed class XenstorePipeline : IDisposable
{
    private readonly XenstoreChannel _channel;
    private readonly TimeSpan _limit;
    private readonly XenstoreMessageWriter _writer = new();

    // Room for two of the longest messages, so that there is always room for one beside a part of another.
    private readonly byte[] _received = new byte[
        2 * (XenstoreMessageWriter.HeaderSize + XenstoreMessageWriter.LongestPayload)
    ];
    private int _start;
    private int _end;
    private uint _nextRequestId = 1;
    private bool _isBroken;

    internal XenstorePipeline(XenstoreChannel channel, TimeSpan limit)
    {
        _channel = channel;
        _limit = limit;
    }

    /// <summary>Sends <paramref name="requests"/> and returns their answers in the same order, errors among them.</summary>
    /// <param name="requests">Checked before the first is sent.</param>
    /// <param name="transactionId">The transaction that all of them belong to, or 0.</param>
    /// <exception cref="XenstoreException">A request is not allowed, or an answer did not come.</exception>
    internal XenstoreAnswer[] Exchange(ReadOnlySpan<XenstoreRequest> requests, uint transactionId)
    {
        var ends = WriteAll(requests, transactionId, out var firstId);
        if (_isBroken)
            throw new XenstoreException(
                $"could not {requests[0].Describe()}: the connection was given up after an earlier failure"
            );

        var answers = new XenstoreAnswer[requests.Length];
        var deadline = Environment.TickCount64 + (long)_limit.TotalMilliseconds;
        if (!_channel.IsDevice)
        {
            Send(_writer.Written, requests[0]);
            Receive(requests, answers, firstId, deadline);
            return answers;
        }
        for (var i = 0; i < requests.Length; i++)
        {
            var begin = i == 0 ? 0 : ends[i - 1];
            Send(_writer.Written[begin..ends[i]], requests[i]);
            Receive(requests.Slice(i, 1), answers.AsSpan(i, 1), firstId + (uint)i, deadline);
        }
        return answers;
    }

    /// <summary>Sends one request and returns its answer, which may be an error.</summary>
    /// <exception cref="XenstoreException">The request is not allowed, or the answer did not come.</exception>
    internal XenstoreAnswer Exchange(XenstoreRequest request, uint transactionId) =>
        Exchange([request], transactionId)[0];

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _isBroken = true;
        _channel.Dispose();
    }

    private int[] WriteAll(ReadOnlySpan<XenstoreRequest> requests, uint transactionId, out uint firstId)
    {
        firstId = _nextRequestId;
        _nextRequestId += (uint)requests.Length;
        _writer.Clear();
        var ends = new int[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i].WriteTo(_writer, firstId + (uint)i, transactionId);
            ends[i] = _writer.Length;
        }
        return ends;
    }

    private void Send(ReadOnlySpan<byte> messages, XenstoreRequest request)
    {
        switch (_channel.Send(messages))
        {
            case Errno.None:
                return;
            case Errno.EAGAIN:
                throw TimedOut(request);
            case var error:
                throw Broken(request, $"the connection broke ({error.Describe()})");
        }
    }

    /// <summary>Reads an answer for each of <paramref name="requests"/>; the protocol lets them come in any order.</summary>
    private void Receive(
        ReadOnlySpan<XenstoreRequest> requests,
        Span<XenstoreAnswer> answers,
        uint firstId,
        long deadline
    )
    {
        for (var missing = requests.Length; missing > 0; )
        {
            var waiting = requests[FirstMissing(answers)];
            try
            {
                var message = ReadMessage(waiting, deadline);
                if (message.Type == XenstoreMessageType.WatchEvent)
                    continue;
                var index = message.RequestId - firstId;
                if (index >= (uint)requests.Length || answers[(int)index].Texts is not null)
                    throw new InvalidDataException($"an answer to request {message.RequestId}, which is not waiting");
                waiting = requests[(int)index];
                answers[(int)index] = XenstoreAnswer.Read(ref message, waiting.Type);
                missing--;
            }
            catch (InvalidDataException exception)
            {
                throw Broken(waiting, $"the store sent {exception.Message}", exception);
            }
        }
    }

    private XenstoreMessageReader ReadMessage(XenstoreRequest waiting, long deadline)
    {
        // Looked at here too, since a store that sends events without end never makes anybody wait.
        if (Environment.TickCount64 > deadline)
            throw TimedOut(waiting);
        XenstoreMessageReader message;
        while (!XenstoreMessageReader.TryBegin(_received.AsSpan(_start, _end - _start), out message))
        {
            if (_start > 0)
            {
                _received.AsSpan(_start, _end - _start).CopyTo(_received);
                (_start, _end) = (0, _end - _start);
            }
            var count = _channel.Receive(_received.AsSpan(_end), deadline, out var error);
            if (count < 0 && error == Errno.ETIMEDOUT)
                throw TimedOut(waiting);
            if (count < 0)
                throw Broken(waiting, $"the connection broke ({error.Describe()})");
            if (count == 0)
                throw Broken(waiting, "the store closed the connection");
            _end += count;
        }
        _start += message.Size;
        return message;
    }

    private static int FirstMissing(ReadOnlySpan<XenstoreAnswer> answers)
    {
        var index = 0;
        while (answers[index].Texts is not null)
            index++;
        return index;
    }

    private XenstoreException TimedOut(XenstoreRequest request) =>
        Broken(request, $"the store did not answer within {_limit.TotalSeconds:0.###} s");

    private XenstoreException Broken(XenstoreRequest request, string reason, Exception? cause = null)
    {
        Dispose();
        return new XenstoreException($"could not {request.Describe()}: {reason}; does xenstored still run?", cause);
    }
}
