using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>
/// The peer's end: a datagram each millisecond, a number over the connection each fifth, and what comes back of both.
/// Its thread allocates nothing, and goes before every ordinary one where that is allowed.
/// </summary>
internal sealed unsafe class Prober : IDisposable
{
    private const int MostProbes = 60_000;
    private const int ProbesPerNumber = 5;

    private static long Millisecond => Stopwatch.Frequency / 1000;
    private static long AnswerLimit => Stopwatch.Frequency;

    // Far longer than the kernel waits before it sends a lost segment again.
    private static long ConnectionLimit => 10 * Stopwatch.Frequency;

    private readonly Socket _datagrams;
    private readonly Socket _connection;
    private readonly Thread _thread;
    private readonly long[] _sent = new long[MostProbes];
    private readonly bool[] _answered = new bool[MostProbes];
    private volatile bool _ends;

    private int _probes;
    private int _answers;
    private long _lastAnswer;
    private long _longestGap;
    private long _numbersSent;
    private long _numbersBack;
    private long _lastNumber;
    private long _longestStall;
    private long _partial;
    private int _partialLength;
    private bool _connectionBroke;

    /// <param name="source">Where the datagrams come from: an address of the peer, behind the host's gateway.</param>
    /// <param name="host">Where they go to.</param>
    internal Prober(IPAddress source, IPAddress host)
    {
        (_datagrams, _connection) = InNamespace.Open(
            "/run/netns/peer",
            () =>
            {
                var datagrams = new Socket(host.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                datagrams.Bind(new IPEndPoint(source, 0));
                datagrams.Connect(host, Echo.Port);
                var connection = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                connection.Connect(host, Echo.Port);
                return (datagrams, connection);
            }
        );
        _thread = new Thread(Run);
    }

    /// <summary>Whether the thread goes before ordinary ones.</summary>
    internal bool GoesFirst { get; private set; }

    internal void Start() => _thread.Start();

    /// <summary>Sends no more, and waits for what is still to come.</summary>
    /// <param name="commandStart">When the command began.</param>
    internal Reception Finish(long commandStart)
    {
        _ends = true;
        _thread.Join();
        var first = Array.FindIndex(_answered, 0, _probes, answered => !answered);
        var last = Array.FindLastIndex(_answered, _probes - 1, _probes, answered => !answered);
        return new Reception(
            _longestGap * 1000.0 / Stopwatch.Frequency,
            _probes - _answers,
            first < 0 ? 0 : (_sent[first] - commandStart) * 1000.0 / Stopwatch.Frequency,
            last < 0 ? 0 : (_sent[last] - commandStart) * 1000.0 / Stopwatch.Frequency,
            _longestStall * 1000.0 / Stopwatch.Frequency,
            !_connectionBroke && _numbersBack == _numbersSent
        );
    }

    public void Dispose()
    {
        _datagrams.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        GoesFirst = Libc.GoFirst();
        var start = Stopwatch.GetTimestamp();
        _lastAnswer = _lastNumber = start;
        while (!_ends && _probes < MostProbes)
        {
            ReceiveUntil(start + _probes * Millisecond);
            SendProbe();
        }
        var end = Stopwatch.GetTimestamp();
        if (_answers < _probes)
            ReceiveUntil(end + Millisecond * 2);
        // Where there was no answer any more, the gap lasts until the end.
        _longestGap = Math.Max(_longestGap, end - _lastAnswer);
        var gap = _longestGap;
        while (_answers < _probes && Stopwatch.GetTimestamp() - end < AnswerLimit)
            ReceiveUntil(Stopwatch.GetTimestamp() + Millisecond);
        while (!_connectionBroke && _numbersBack < _numbersSent && Stopwatch.GetTimestamp() - end < ConnectionLimit)
            ReceiveUntil(Stopwatch.GetTimestamp() + Millisecond);
        _longestGap = gap;
    }

    private void SendProbe()
    {
        long number = _probes;
        _sent[_probes++] = Stopwatch.GetTimestamp();
        _ = Libc.Send((int)_datagrams.Handle, &number, sizeof(long), Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
        if (_probes % ProbesPerNumber != 0 || _connectionBroke)
            return;
        number = _numbersSent++;
        _connectionBroke =
            Libc.Send((int)_connection.Handle, &number, sizeof(long), Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL)
            != sizeof(long);
    }

    private void ReceiveUntil(long deadline)
    {
        var descriptors = stackalloc Libc.PollDescriptor[2];
        descriptors[0] = new Libc.PollDescriptor((int)_datagrams.Handle);
        descriptors[1] = new Libc.PollDescriptor(_connectionBroke ? -1 : (int)_connection.Handle);
        while (deadline - Stopwatch.GetTimestamp() is > 0 and var left)
        {
            var limit = new Libc.TimeSpec { Nanoseconds = left * 1_000_000_000 / Stopwatch.Frequency };
            if (Libc.Poll(descriptors, 2, &limit, null) <= 0)
                continue;
            if (descriptors[0].Returned != 0)
                ReceiveAnswers();
            if (descriptors[1].Returned != 0)
                ReceiveNumbers();
            if (_connectionBroke)
                descriptors[1].Descriptor = -1;
        }
    }

    private void ReceiveAnswers()
    {
        long number;
        while (Libc.Receive((int)_datagrams.Handle, &number, sizeof(long), Libc.MSG_DONTWAIT) == sizeof(long))
        {
            var now = Stopwatch.GetTimestamp();
            if (number < 0 || number >= _probes || _answered[number] || now - _sent[number] > AnswerLimit)
                continue;
            _answered[number] = true;
            _answers++;
            _longestGap = Math.Max(_longestGap, now - _lastAnswer);
            _lastAnswer = now;
        }
    }

    /// <summary>The numbers have to come back in order; a segment may end within one.</summary>
    private void ReceiveNumbers()
    {
        var buffer = stackalloc byte[4096];
        var length = Libc.Receive((int)_connection.Handle, buffer, 4096, Libc.MSG_DONTWAIT);
        if (length <= 0)
        {
            _connectionBroke = true;
            return;
        }
        var now = Stopwatch.GetTimestamp();
        _longestStall = Math.Max(_longestStall, now - _lastNumber);
        _lastNumber = now;
        for (var i = 0; i < length; i++)
        {
            _partial |= (long)buffer[i] << (8 * _partialLength++);
            if (_partialLength < sizeof(long))
                continue;
            if (_partial != _numbersBack++)
                _connectionBroke = true;
            _partial = _partialLength = 0;
        }
    }
}
