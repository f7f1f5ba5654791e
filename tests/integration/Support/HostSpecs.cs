using Xunit;

namespace Xen.Hotplug.IntegrationTests.Support;

/// <summary>Gives each test a host of its own.</summary>
public abstract class HostSpecs : IAsyncLifetime
{
    private protected Host Host { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Host = await Host.Boot();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Host is not null)
            await Host.DisposeAsync();
    }
}
