using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Requests that go to the kernel in one datagram: no other packet is as close together, and no kill comes between.
/// Each has the command that a person would type for it.
/// </summary>
public sealed class RequestBatch
{
    private readonly List<MessageWriter> _requests = [];
    private readonly List<string> _commands = [];
    private readonly List<Errno[]> _tolerated = [];
    private readonly HashSet<int> _optional = [];

    /// <summary>The command of each request.</summary>
    public IReadOnlyList<string> Commands => _commands;

    /// <summary>Appends a request.</summary>
    /// <param name="command">What a person would type.</param>
    /// <param name="request">The message.</param>
    /// <param name="tolerated">The errors that mean that it is so already.</param>
    internal void Add(string command, MessageWriter request, params Errno[] tolerated)
    {
        _commands.Add(command);
        _requests.Add(request);
        _tolerated.Add(tolerated);
    }

    /// <summary>Appends a request that is of use, but whose failure does no harm.</summary>
    internal void AddOptional(string command, MessageWriter request)
    {
        Add(command, request);
        _optional.Add(_requests.Count - 1);
    }

    /// <summary>Sends the requests.</summary>
    /// <exception cref="NetlinkException">One failed; the message says which. The others were carried out.</exception>
    internal void Execute(NetlinkSocket socket)
    {
        foreach (var (place, error) in socket.ExecuteTogether(_requests).OrderBy(error => error.Key))
        {
            if (!_optional.Contains(place) && !_tolerated[place].Contains(error.Error))
                throw new NetlinkException(error.Error, error.KernelText, $"carry out '{_commands[place]}'");
        }
    }
}
