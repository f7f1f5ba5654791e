namespace Xen.Hotplug.TestSupport;

/// <summary>Waiting for what the kernel does to addresses in its own time.</summary>
public static class UplinkAddresses
{
    /// <summary>Waits until the link has made itself a link-local address.</summary>
    public static Task LinkLocalAddressComes(this Host host, string link) =>
        host.Shell(
            $$"""
            for attempt in $(seq 1000); do
                ! ip -6 addr show dev {{link}} scope link -tentative | grep -q fe80 || exit 0
                sleep 0.01
            done
            echo 'no link-local address became usable' >&2
            exit 1
            """
        );

    /// <summary>The link's addresses, a line each as `ip` shows them, and their lifetimes.</summary>
    public static Task<string> Addresses(this Host host, string link) =>
        host.Shell($"ip -d addr show dev {link} | grep -E '^ +(inet|valid_lft)' | sed -E 's/[0-9]+sec/Nsec/g' || :");
}
