using Xen.Hotplug.Common;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>Counts which cases were refused, by an error that a user is told, and which were taken.</summary>
internal sealed class Refusals
{
    internal int Taken { get; private set; }

    internal int Refused { get; private set; }

    /// <summary>Tries what may be refused.</summary>
    /// <returns>The error's sentence; null if nothing was refused.</returns>
    internal string? Of(Action attempt)
    {
        try
        {
            attempt();
            Taken++;
            return null;
        }
        catch (HotplugException exception)
        {
            Refused++;
            Assert.False(string.IsNullOrWhiteSpace(exception.Message));
            Assert.DoesNotContain(exception.Message, char.IsControl);
            return exception.Message;
        }
    }

    /// <summary>Both ways were gone, by at least one case in so many each.</summary>
    internal void IsBoth(int oneIn)
    {
        Cases.AreAtLeast(oneIn, Taken);
        Cases.AreAtLeast(oneIn, Refused);
    }
}
