using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>Gives each test a host of its own.</summary>
public abstract class HostSpecs : IAsyncLifetime
{
    protected Host Host { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        NeedsAttribute.Check();
        Host = await Host.Boot();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Host is not null)
            await Host.DisposeAsync();
    }
}
