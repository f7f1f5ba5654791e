using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>
/// A host in small, in network and mount namespaces of its own. One thread lives there: what it starts finds itself
/// there, and no program has to lead it in while the clock runs.
/// </summary>
internal sealed partial class World : IDisposable
{
    private const int NewMounts = 0x00020000; // CLONE_NEWNS of linux/sched.h
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    private readonly BlockingCollection<Task> _work = [];
    private readonly Thread _thread;
    private Process? _store;

    /// <param name="build">The command that makes the host out of empty namespaces.</param>
    public World(params string[] build)
    {
        _thread = new Thread(Live) { IsBackground = true };
        _thread.Start();
        Do(() =>
        {
            if (Unshare(NewMounts | NewNetwork) != 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            return Tool.Run("build/in-namespaces", ["--prepare", .. build]);
        });
    }

    /// <summary>Does something there.</summary>
    public T Do<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        _work.Add(task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs a program there that is not measured; returns what it prints.</summary>
    public string Run(string program, params string[] arguments) => Do(() => Tool.Run(program, arguments));

    /// <summary>Starts a store there.</summary>
    /// <param name="program">The store.</param>
    /// <param name="keys">What is in it, as PATH=VALUE.</param>
    public void StartStore(string program, IEnumerable<string> keys)
    {
        const string Folder = "/run/xenstored";
        _store = Do(() =>
        {
            Directory.CreateDirectory(Folder);
            return Process.Start(
                new ProcessStartInfo(program, [$"{Folder}/socket", .. keys]) { RedirectStandardOutput = true }
            )!;
        });
        if (_store.StandardOutput.ReadLine() == null)
            throw new InvalidOperationException($"{program} did not start, see above.");
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _store?.Kill();
        _store?.Dispose();
        _work.Dispose();
    }

    private void Live()
    {
        foreach (var task in _work.GetConsumingEnumerable())
            task.RunSynchronously();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int kinds);
}
