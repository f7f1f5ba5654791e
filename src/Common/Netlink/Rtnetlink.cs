using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// The kernel's links, addresses and routes, by rtnetlink (man 7 rtnetlink). The socket is opened when it is
/// first used, so that what only describes changes never opens one. Not for several threads at once.
/// </summary>
public sealed partial class Rtnetlink : INetwork, IDisposable
{
    private NetlinkSocket? _socket;

    private delegate T? RecordReader<T>(ReadOnlySpan<byte> payload)
        where T : class;

    private NetlinkSocket Socket => _socket ??= NetlinkSocket.Open(NetlinkOption.RouteProtocol);

    /// <inheritdoc/>
    public void Execute(RequestBatch batch) => batch.Send(Socket);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    /// <summary>Asks for all records of a kind. Kernels before 4.20 send more than was asked for.</summary>
    /// <param name="attempt">What is tried, for the error.</param>
    /// <param name="request">The question.</param>
    /// <param name="read">Reads a record.</param>
    /// <param name="none">The errors that mean that there is no such record.</param>
    private List<T> List<T>(string attempt, MessageWriter request, RecordReader<T> read, params Errno[] none)
        where T : class =>
        NetlinkException.Attempt(
            attempt,
            () =>
            {
                // RTM_NEW* is RTM_GET* less two, for all kinds (linux/rtnetlink.h).
                var answerType = request.Type - (MessageType.GetLink - MessageType.NewLink);
                var records = new List<T>();
                try
                {
                    Socket.Dump(
                        request,
                        records.Clear,
                        (type, payload) =>
                        {
                            if (type == answerType && read(payload) is { } record)
                                records.Add(record);
                        }
                    );
                }
                catch (NetlinkException exception) when (none.Contains(exception.Error))
                {
                    records.Clear();
                }
                return records;
            }
        );
}
