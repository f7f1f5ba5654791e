using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>
/// A DHCP client that is killed before its link changes its place, and begun again afterwards. A client that is told to end
/// may take its address and its DNS servers along; a killed one cannot. Its successor asks for the lease that is in its file.
/// </summary>
internal static class DhcpClient
{
    // The commands that begin it, for a shell.
    private const string CommandFact = "command";
    private const char Separator = '\t';

    /// <summary>Plans that clients are begun again, once the links have changed places.</summary>
    /// <param name="work">The change of places.</param>
    /// <param name="running">The commands that begin those that run, for a shell.</param>
    /// <param name="find">Finds the processes that such commands began, as they are when it is asked.</param>
    internal static void PlanRestart(
        ManagerWork work,
        IReadOnlyList<string> running,
        Func<IReadOnlyList<string>, List<int>> find
    )
    {
        var noted = work.Facts.GetValueOrDefault(CommandFact, "");
        // Those that a killed start or stop has ended already.
        var commands =
            running.Count == 0 && work.IsResumed
                ? noted.Split(Separator, StringSplitOptions.RemoveEmptyEntries)
                : running;
        if (commands.Count > 0 || noted.Length > 0)
            work.Note(CommandFact, string.Join(Separator, commands));
        if (commands.Count > 0)
            PlanRestart(work, [.. commands.Select(WordsFor)], () => ProcessEnd.Kill(find(commands)), find(commands));
    }

    private static void PlanRestart(ManagerWork work, List<string[]> begin, Action kill, List<int> processes)
    {
        var beginning = string.Join('\n', begin.Select(HostCommand.Describe));
        var killing = processes.Count > 0 ? $"kill -KILL {string.Join(' ', processes)}" : "# the DHCP client has ended";
        var restart = new Change(beginning, Begin) { UndoCommand = "# end it again", Undo = kill };
        work.Before.Add(new Change(killing, kill) { UndoCommand = beginning, Undo = Begin });
        work.After.Add(restart);

        void Begin()
        {
            kill();
            foreach (var words in begin)
                HostCommand.Run(words);
        }
    }

    /// <summary>What is not special for a shell, and a blank.</summary>
    internal static bool IsPlain(char character) =>
        char.IsAsciiLetterOrDigit(character) || " _-+=.,:/@%".Contains(character, StringComparison.Ordinal);

    /// <summary>The words of a command, in a unit of its own where there is systemd: it does not end with the session.</summary>
    private static string[] WordsFor(string command)
    {
        string[] words = command.All(IsPlain)
            ? command.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : ["sh", "-c", command];
        return Systemd.IsInit
            ? ["systemd-run", "--scope", "--quiet", "--collect", "--slice=system.slice", .. words]
            : words;
    }
}
