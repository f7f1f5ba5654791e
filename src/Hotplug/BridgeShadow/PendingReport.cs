using System.Text;
using System.Text.Json;
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
    internal static void WriteTo(Utf8JsonWriter json, InterfaceName name)
    {
        if (new PendingChanges().TryRead(name) is not { } change)
            return;
        json.WriteStartObject("pending");
        json.WriteString("command", change.WayBack);
        json.WriteNumber("seconds", change.SecondsLeft);
        json.WriteBoolean("complete", change.Changed != null);
        json.WriteString("unit", change.Guard.Unit);
        if (change.Guard.Process > 0)
            json.WriteNumber("process", change.Guard.Process);
        else
            json.WriteNull("process");
        json.WriteBoolean("armed", change.Guard.IsThere);
        json.WriteEndObject();
    }

    private static string Describe(InterfaceName name, PendingChange change)
    {
        var (command, guard) = ($"'bridge-shadow {change.WayBack}'", change.Guard.Describe());
        if (!change.Guard.IsThere)
            return $"{command} was to follow, but {guard} is gone; run 'bridge-shadow confirm {name}' to keep it, or 'bridge-shadow {change.WayBack} {name}'";
        return change.SecondsLeft > 0
            ? $"{command} follows in {change.SecondsLeft} s, by {guard}"
            : $"{command} follows now, by {guard}";
    }
}
