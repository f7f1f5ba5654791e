namespace Xen.Hotplug.TestSupport;

/// <summary>A host with one guest on which many frames are tried, one after the other.</summary>
public abstract class GuestOnHost : AntispoofSpecs
{
    private Wire _port = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _port = await GivenAPort();
    }

    public void ShouldPass(string frame) => ShouldPass(_port, GuestFrame.Named(frame).Bytes);

    public void ShouldBeStopped(string frame) => ShouldBeStopped(_port, GuestFrame.Named(frame).Bytes);

    protected abstract Task<Wire> GivenAPort();

    protected async Task<Wire> VifOnline(string? ip, string antispoof)
    {
        var port = await GivenAVif(ip);
        await Online(antispoof);
        return port;
    }

    protected async Task<Wire> TapAdded(string? ip, string antispoof)
    {
        var port = await GivenATap(ip);
        await Add(antispoof);
        return port;
    }
}

public sealed class GuardedVif : GuestOnHost
{
    protected override Task<Wire> GivenAPort() => VifOnline(Party.Ip, "yes");
}

public sealed class GuardedVifWithoutIp : GuestOnHost
{
    protected override Task<Wire> GivenAPort() => VifOnline(null, "yes");
}

public sealed class GuardedTap : GuestOnHost
{
    protected override Task<Wire> GivenAPort() => TapAdded(Party.Ip, "yes");
}

public sealed class GuardedTapWithoutIp : GuestOnHost
{
    protected override Task<Wire> GivenAPort() => TapAdded(null, "yes");
}

public sealed class OpenVif : GuestOnHost
{
    protected override async Task<Wire> GivenAPort()
    {
        await GivenNoSnooping();
        return await VifOnline(Party.Ip, "no");
    }
}

public sealed class OpenTap : GuestOnHost
{
    protected override async Task<Wire> GivenAPort()
    {
        await GivenNoSnooping();
        return await TapAdded(Party.Ip, "no");
    }
}
