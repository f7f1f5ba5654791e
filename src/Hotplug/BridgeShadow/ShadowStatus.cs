using System.Text;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>status: a tree of each shadow bridge. Needs no root.</summary>
internal static class ShadowStatus
{
    internal static int Print(Invocation invocation, ShadowOptions options)
    {
        options.RefuseConfirm(invocation.Words.Command);
        options.RefuseVlans(invocation.Words.Command);
        var interfaces = options.FindInterfaces(invocation.Words);
        using var kernel = new Rtnetlink();
        var states = interfaces.Select(name => ShadowState.Read(kernel, name)).ToList();
        using var guests = new GuestNames();
        using var firewall = FirewallChoice.ForStatus(kernel);
        var guards = GuardReport.Read(firewall);
        StandardStreams.Write(
            invocation.Options.Json ? ToJson(kernel, states, guards, guests) : ToText(kernel, states, guards, guests)
        );
        return states.All(IsWell) ? ExitStatus.Success : ExitStatus.NotRunning;
    }

    private static bool IsWell(ShadowState state) =>
        state is { Phase: ShadowPhase.Shadowed, Bridge.IsUp: true, Nic.IsUp: true };

    private static string ToText(Rtnetlink kernel, List<ShadowState> states, GuardReport guards, GuestNames guests)
    {
        var text = new StringBuilder();
        foreach (var state in states)
        {
            if (state is { Phase: ShadowPhase.Shadowed, Bridge: { } bridge, Nic: { } nic })
            {
                text.Append(
                    BridgeStatus
                        .Read(kernel, bridge)
                        .ToText(guards.Describe, port => port.Index == nic.Index ? "uplink" : guests.Find(port))
                );
                AppendManagers(text, bridge);
            }
            else
            {
                var otherName = ShadowRefusals.FindAlternativeName(kernel, state.InterfaceName);
                text.Append(otherName ?? $"{state.InterfaceName}: {Describe(state)}").Append('\n');
                if (state is { Phase: ShadowPhase.Plain, Nic: { } plain })
                    AppendManagers(text, plain);
            }
            PendingReport.AppendTo(text, state.InterfaceName);
        }
        return text.ToString();
    }

    private static void AppendManagers(StringBuilder text, Link link)
    {
        foreach (var claim in HostManagers.All().FindClaims(link))
            text.Append($"  configured by {claim.Manager.Name}: {Text.Printable(claim.Reason)}\n");
    }

    private static string Describe(ShadowState state) =>
        state.Phase switch
        {
            ShadowPhase.Missing => "there is no such link",
            ShadowPhase.Plain when state.Nic!.IsBridge => "a bridge without an uplink of bridge-shadow",
            ShadowPhase.Plain => "not shadowed",
            _ => $"half-way: {state.Nic!.Name} is in no bridge {state.InterfaceName}; start or stop completes it",
        };

    private static string ToJson(Rtnetlink kernel, List<ShadowState> states, GuardReport guards, GuestNames guests) =>
        JsonText.Write(json =>
        {
            json.WriteStartArray("interfaces");
            foreach (var state in states)
            {
                json.WriteStartObject();
                json.WriteString("name", state.InterfaceName.Value);
                json.WriteString("phase", state.Phase.ToString().ToLowerInvariant());
                json.WriteString("uplink", state.Phase == ShadowPhase.Shadowed ? state.Nic!.Name : null);
                if (state.Bridge is { } bridge)
                    BridgeStatus
                        .Read(kernel, bridge)
                        .WriteTo(
                            json,
                            guards.WriteTo,
                            port => port.Index == state.Nic?.Index ? null : guests.Find(port)
                        );
                if ((state.Bridge ?? state.Nic) is { } link)
                    WriteManagers(json, link);
                PendingReport.WriteTo(json, state.InterfaceName);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static void WriteManagers(JsonText json, Link link)
    {
        json.WriteStartArray("managers");
        foreach (var claim in HostManagers.All().FindClaims(link))
        {
            json.WriteStartObject();
            json.WriteString("name", claim.Manager.Name);
            json.WriteString("reason", claim.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
