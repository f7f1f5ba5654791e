using System.Globalization;
using System.Text;

namespace Xen.Hotplug.TestStore;

/// <summary>Serves requests. The caller holds the server's lock.</summary>
internal sealed class StoreCommands(CommittedNodes committed, StoreWatches watches)
{
    private static readonly byte[] s_done = StoreMessage.Strings("OK");
    private uint _lastTransaction;

    /// <summary>Does what is asked; returns the payload of the answer.</summary>
    /// <exception cref="StoreErrorException">It is refused.</exception>
    internal byte[] Serve(StoreClient client, StoreRequest request)
    {
        var arguments = Split(request, out var rest);
        var nodes = NodesFor(client, request);
        switch (request.Type)
        {
            case StoreRequestType.Read:
                return StoreTree.Find(nodes, OnlyPath(arguments, rest)).Value;
            case StoreRequestType.Directory:
                return Listed(StoreMessage.Strings(StoreTree.Find(nodes, OnlyPath(arguments, rest)).Children));
            case StoreRequestType.DirectoryPart:
                return ListPart(StoreTree.Find(nodes, StoreTree.Resolve(arguments[0])), Argument(arguments, 1));
            case StoreRequestType.GetPermissions:
                return StoreMessage.Strings(StoreTree.Find(nodes, OnlyPath(arguments, rest)).Permissions);
            case StoreRequestType.SetPermissions:
                return Change(nodes, arguments[0], path => SetPermissions(nodes, path, arguments[1..]));
            case StoreRequestType.Write:
                return Change(nodes, arguments[0], path => StoreTree.Write(nodes, path, ValueOf(request)));
            case StoreRequestType.MakeDirectory:
                return Change(nodes, OnlyPath(arguments, rest), path => StoreTree.Make(nodes, path));
            case StoreRequestType.Remove:
                return Remove(nodes, OnlyPath(arguments, rest));
            case StoreRequestType.TransactionStart:
                return Start(client, request);
            case StoreRequestType.TransactionEnd:
                return End(client, request, Argument(arguments, 0));
            case StoreRequestType.Watch:
                return Watch(client, Argument(arguments, 0), Argument(arguments, 1));
            case StoreRequestType.Unwatch:
                watches.Remove(client, Argument(arguments, 0), Argument(arguments, 1));
                return s_done;
            case StoreRequestType.ResetWatches:
                watches.RemoveAll(client);
                client.Transactions.Clear();
                return s_done;
            case StoreRequestType.GetDomainPath:
                return StoreMessage.Strings($"/local/domain/{DomainOf(arguments)}");
            case StoreRequestType.IsDomainIntroduced:
                var isThere = committed.Get($"/local/domain/{DomainOf(arguments)}") is not null;
                return StoreMessage.Strings(isThere ? "T" : "F");
            default:
                throw new StoreErrorException("ENOSYS");
        }
    }

    private IStoreNodes NodesFor(StoreClient client, StoreRequest request)
    {
        // A watch belongs to no transaction, whatever its header says.
        if (request.Transaction == 0 || request.Type is StoreRequestType.Watch or StoreRequestType.Unwatch)
            return committed;
        return client.Transactions.GetValueOrDefault(request.Transaction) ?? throw new StoreErrorException("ENOENT");
    }

    private byte[] Change(IStoreNodes nodes, string sentPath, Action<string> change)
    {
        var path = StoreTree.Resolve(sentPath);
        change(path);
        if (nodes == committed)
            watches.Fire(path);
        return s_done;
    }

    private byte[] Remove(IStoreNodes nodes, string path)
    {
        foreach (var removed in StoreTree.Remove(nodes, path))
            if (nodes == committed)
                watches.Fire(removed);
        return s_done;
    }

    private byte[] Start(StoreClient client, StoreRequest request)
    {
        if (request.Transaction != 0)
            throw new StoreErrorException("EBUSY");
        client.Transactions.Add(++_lastTransaction, new TransactionNodes(committed));
        return StoreMessage.Strings(_lastTransaction.ToString(CultureInfo.InvariantCulture));
    }

    private byte[] End(StoreClient client, StoreRequest request, string decision)
    {
        if (decision is not ("T" or "F"))
            throw new StoreErrorException("EINVAL");
        if (!client.Transactions.Remove(request.Transaction, out var transaction))
            throw new StoreErrorException("ENOENT");
        if (decision == "T")
            foreach (var path in transaction.TryCommit() ?? throw new StoreErrorException("EAGAIN"))
                watches.Fire(path);
        return s_done;
    }

    private byte[] Watch(StoreClient client, string path, string token)
    {
        if (!path.StartsWith('@'))
            _ = StoreTree.Resolve(path);
        watches.Add(client, path, token);
        return s_done;
    }

    private static void SetPermissions(IStoreNodes nodes, string path, string[] permissions)
    {
        if (permissions.Length == 0 || !permissions.All(IsPermission))
            throw new StoreErrorException("EINVAL");
        StoreTree.SetPermissions(nodes, path, permissions);
    }

    private static bool IsPermission(string text) =>
        text.Length > 1 && "rwbn".Contains(text[0], StringComparison.Ordinal) && text.Skip(1).All(char.IsAsciiDigit);

    private static byte[] Listed(byte[] names) =>
        names.Length <= StoreMessage.LongestPayload ? names : throw new StoreErrorException("E2BIG");

    /// <summary>The generation, as many names as fit, and an empty string if they were the last.</summary>
    private static byte[] ListPart(StoreNode node, string offsetText)
    {
        var names = StoreMessage.Strings(node.Children);
        if (!int.TryParse(offsetText, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            throw new StoreErrorException("EINVAL");
        offset = Math.Min(offset, names.Length);
        var generation = StoreMessage.Strings(node.Generation.ToString(CultureInfo.InvariantCulture));
        var left = names.AsSpan(offset);
        var room = StoreMessage.LongestPayload - generation.Length - 1;
        return left.Length <= room
            ? [.. generation, .. left, 0]
            : [.. generation, .. left[..(left[..room].LastIndexOf((byte)0) + 1)]];
    }

    private static string[] Split(StoreRequest request, out bool hasRest)
    {
        var payload = Encoding.UTF8.GetString([.. request.Payload]);
        hasRest = !payload.EndsWith('\0');
        var strings = payload.Split('\0')[..^1];
        return strings.Length > 0 ? strings : throw new StoreErrorException("EINVAL");
    }

    private static string OnlyPath(string[] arguments, bool hasRest) =>
        arguments.Length == 1 && !hasRest ? StoreTree.Resolve(arguments[0]) : throw new StoreErrorException("EINVAL");

    private static byte[] ValueOf(StoreRequest request) =>
        [.. request.Payload.SkipWhile(single => single != 0).Skip(1)];

    private static string Argument(string[] arguments, int index) =>
        index < arguments.Length ? arguments[index] : throw new StoreErrorException("EINVAL");

    private static ushort DomainOf(string[] arguments) =>
        ushort.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var domain)
            ? domain
            : throw new StoreErrorException("EINVAL");
}
