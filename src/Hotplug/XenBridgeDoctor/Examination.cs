using Xen.Hotplug.XenBridgeDoctor.Checks;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>All checks, and what they have found.</summary>
internal sealed record Examination(IReadOnlyList<(ICheck Check, Finding Finding)> Findings)
{
    // From the host outwards to the guest: who reads the list top down meets causes before their effects.
    private static IReadOnlyList<ICheck> AllChecks =>
        [
            new SettingsCheck(),
            new ShadowCheck(),
            new HostNetworkCheck(),
            new BridgeAddressCheck(),
            new SpanningTreeCheck(),
            new PortAddressCheck(),
            new PromiscuityCheck(),
            new BoundSocketCheck(),
            new UnknownAttributeCheck(),
            new IndexHolderCheck(),
            new DhcpClientCheck(HostProcess.List),
            new UnsettledManagerCheck(),
            new NetworkManagerCheck(),
            new NetworkdCheck(),
            new IfupdownCheck(),
            new XlConfigurationCheck(),
            new XendConfigurationCheck(),
            new GuestFileCheck(),
            new BridgeNetfilterCheck(),
            new VlanLinkCheck(),
            new GuestPortCheck(),
            new GuestVlanCheck(),
            new HotplugStatusCheck(),
            new OrphanCheck(),
            new MtuCheck(),
            new GuardCheck(),
        ];

    internal static Examination Of(Host host)
    {
        var findings = AllChecks.SelectMany(check => Look(check, host).Select(finding => (check, finding))).ToList();
        findings.AddRange(
            host.Files.Unreadable.Select(path =>
                ((ICheck)new SettingsCheck(), Finding.Unseen(path, "this user may not read it"))
            )
        );
        return new Examination(findings);
    }

    internal int Count(Verdict verdict) => Findings.Count(entry => entry.Finding.Verdict == verdict);

    /// <summary>The exit status where something is wrong, and where nothing could be looked at.</summary>
    internal const int WrongStatus = 2;

    /// <summary>0: all is well, as far as it can be seen; 1: something is doubtful; 2: something is wrong.</summary>
    internal int ExitStatus =>
        Count(Verdict.Wrong) > 0 ? WrongStatus
        : Count(Verdict.Doubtful) > 0 ? 1
        : 0;

    private static List<Finding> Look(ICheck check, Host host)
    {
        try
        {
            return [.. check.Look(host)];
        }
        catch (Exception exception) when (exception is HotplugException or IOException or UnauthorizedAccessException)
        {
            // One thing that cannot be looked at does not keep the others from being seen.
            return [Finding.Unseen(check.Name, Text.OneLine(exception.Message))];
        }
    }
}
