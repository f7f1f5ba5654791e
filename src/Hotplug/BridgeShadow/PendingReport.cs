using System.Text;
using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>What status says of a change that is not confirmed yet.</summary>
internal static class PendingReport
{
    /// <summary>Appends a line, if something is pending.</summary>
    internal static void AppendTo(StringBuilder text, InterfaceName name)
    {
        if (new PendingChanges().TryRead(name) is { } change)
            text.Append($"  not confirmed: {Describe(name, change)}\n");
    }

    /// <summary>Writes an object, if something is pending.</summary>
    internal static void WriteTo(JsonText json, InterfaceName name)
    {
        if (new PendingChanges().TryRead(name) is not { } change)
            return;
        json.WriteStartObject("pending");
        json.WriteString("command", change.Command);
        json.WriteNumber("seconds", change.SecondsLeft);
        json.WriteBoolean("complete", change.Changed != null);
        json.WriteString("unit", change.Reverter.Unit);
        if (change.Reverter.Process > 0)
            json.WriteNumber("process", change.Reverter.Process);
        else
            json.WriteNull("process");
        json.WriteBoolean("armed", change.Reverter.IsThere);
        json.WriteEndObject();
    }

    private static string Describe(InterfaceName name, PendingChange change)
    {
        var (command, reverter) = ($"'bridge-shadow {change.Command}'", change.Reverter.Describe());
        if (!change.Reverter.IsThere)
            return $"{command} was to follow, but {reverter} is gone; run 'bridge-shadow confirm {name}' to keep it, or 'bridge-shadow {change.Command} {name}'";
        return change.SecondsLeft > 0
            ? $"{command} follows in {change.SecondsLeft} s, by {reverter}"
            : $"{command} follows now, by {reverter}";
    }
}
