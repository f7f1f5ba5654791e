using System.Globalization;
using System.Text;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>A host's network as the commands that set it up, in their order.</summary>
/// <param name="Seed">What it was made of, and can be made of again.</param>
/// <param name="Commands">Command lines of the shell, run in the namespace of the host, in which eth0 and eth1 are NICs.</param>
/// <param name="IsOldKernel">Whether its kernel passes for one that cannot rename a link that is up.</param>
public sealed record MadeUpHost(int Seed, IReadOnlyList<string> Commands, bool IsOldKernel = false)
{
    /// <summary>What follows the commands.</summary>
    internal const string LastCommand = "ip link set dev eth0 up";

    /// <summary>All of it as a script that can be pasted into a shell of root, from the namespaces to the stop.</summary>
    public string ToScript()
    {
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"# seed {Seed}\n");
        script.Append("unshare --net --mount --propagation private bash -s <<'HOST'\n");
        script.Append("mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /run; mkdir /run/netns\n");
        if (IsOldKernel)
            script.Append(CultureInfo.InvariantCulture, $"{HostShell.PassForOldKernel}\n");
        script.Append("ip link set lo up; ip netns add router\n");
        foreach (var (name, mac) in HostShell.Nics)
            if (name == "eth0" || Commands.Any(command => command.Contains(name, StringComparison.Ordinal)))
            {
                script.Append(
                    CultureInfo.InvariantCulture,
                    $"ip link add {name} address {mac} type veth peer name {name} netns router\n"
                );
                script.Append(
                    CultureInfo.InvariantCulture,
                    $"ip -n router link set {name} addrgenmode none; ip -n router link set {name} up\n"
                );
            }
        foreach (var command in Commands)
            script.Append(CultureInfo.InvariantCulture, $"{command}\n");
        script.Append(CultureInfo.InvariantCulture, $"{LastCommand}\n");
        script.Append(
            "sleep 1; show() { ip -d address; ip -d route show table all; ip -6 -d route show table all; }\n"
        );
        script.Append("show > /run/before; bridge-shadow start eth0; show > /run/shadowed; bridge-shadow stop eth0\n");
        script.Append("show > /run/after; diff /run/before /run/shadowed; diff /run/before /run/after\n");
        script.Append("HOST\n");
        return script.ToString();
    }
}
