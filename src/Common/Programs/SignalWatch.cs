using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Programs;

/// <summary>
/// Keeps signals from ending the program between two changes. A hang-up, which a dying SSH session sends, is ignored;
/// SIGTERM and SIGINT are noted, and undo what was begun.
/// </summary>
public sealed class SignalWatch : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile int _received;

    /// <summary>Watches from now on.</summary>
    /// <exception cref="HotplugException">There is no room for the pipe and the thread that the runtime takes for it.</exception>
    public SignalWatch()
    {
        try
        {
            Register(PosixSignal.SIGHUP, 0);
            Register(PosixSignal.SIGINT, 2);
            Register(PosixSignal.SIGTERM, 15);
        }
        catch (Exception exception)
            when (exception is TypeInitializationException or IOException or OutOfMemoryException)
        {
            throw new HotplugException(
                "could not watch for signals, without which nothing is changed; are there too many open files or threads (ulimit -n, ulimit -u)?",
                exception
            );
        }
    }

    /// <summary>The number of the signal that asked for an end; null for none.</summary>
    public int? Received => _received == 0 ? null : _received;

    /// <summary>Why no further change may be begun; null if one may.</summary>
    public string? WhyStop() => Received is { } signal ? $"it was ended by signal {signal}" : null;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Register(PosixSignal signal, int number) =>
        _registrations.Add(
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    if (number != 0)
                        _received = number;
                }
            )
        );
}
