using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.TestStore;

/// <summary>test-store SOCKET [PATH=VALUE...]: a xenstored to try programs with, until SIGTERM or SIGINT.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0].StartsWith('-'))
            return Fail("usage: test-store SOCKET [PATH=VALUE...], where SOCKET is the UNIX socket to listen on", 2);

        using var stop = new ManualResetEventSlim();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Set();
        }

        try
        {
            using var server = new StoreServer(arguments[0]);
            foreach (var argument in arguments.AsSpan(1))
            {
                var (path, value) = argument.Split('=', 2) is [var before, var after] ? (before, after) : ("", "");
                if (path.Length == 0)
                    return Fail($"cannot start with '{argument}' in the store: it is not of the form PATH=VALUE", 2);
                server.Write(path, value);
            }
            Console.WriteLine("ready");
            stop.Wait();
            return 0;
        }
        catch (StoreErrorException)
        {
            return Fail(
                "cannot start: a PATH may hold only letters, digits and - / _ @, without // or a / at its end",
                2
            );
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return Fail(
                $"cannot listen on the socket '{arguments[0]}' ({exception.Message}): its directory must be there, and "
                    + "no file of its name",
                1
            );
        }
    }

    private static int Fail(string sentence, int status)
    {
        Console.Error.WriteLine($"test-store: {sentence}");
        return status;
    }
}
