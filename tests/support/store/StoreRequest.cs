using System.Text;

namespace Xen.Hotplug.TestStore;

/// <summary>A request as it came, for a test to look at.</summary>
/// <param name="Type">What is wanted.</param>
/// <param name="RequestId">The client's number for it.</param>
/// <param name="Transaction">The transaction it belongs to, or 0.</param>
/// <param name="Payload">All after the header.</param>
/// <param name="Connection">Which client: 1 for the first that connected.</param>
public sealed record StoreRequest(
    StoreRequestType Type,
    uint RequestId,
    uint Transaction,
    IReadOnlyList<byte> Payload,
    int Connection
)
{
    /// <summary>The first string: the path as it was sent, where the request has one.</summary>
    public string Path => Text.Split('\0')[0];

    /// <summary>What comes after the first string and its NUL: the value of a write.</summary>
    public string Value => Text.IndexOf('\0') is var end and >= 0 ? Text[(end + 1)..] : "";

    private string Text => Encoding.UTF8.GetString([.. Payload]);
}
