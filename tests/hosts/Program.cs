using System.Runtime.InteropServices;
using Xen.Hotplug.Hosts;

// Xen.Hotplug.Hosts list: each case and the suite of Debian that it needs.
// Xen.Hotplug.Hosts (check|plain) CASE IMAGE FOLDER: boots a case, checks it with our programs or without, and writes a line for
// each check to FOLDER/results.
// Xen.Hotplug.Hosts (reboot|confirm) CASE IMAGE FOLDER: the same for what becomes of the host when it boots again, and for --confirm.
// Xen.Hotplug.Hosts boot CASE IMAGE FOLDER: boots a case, says so in FOLDER/ready, and keeps it until it is told to end.
// Xen.Hotplug.Hosts guest FOLDER COMMAND: runs a command there, and ends with its status.
using var told = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    return args switch
    {
        ["list"] => List(),
        ["check", var name, var image, var folder] => await Check(name, image, folder, trial => trial.Run()),
        ["plain", var name, var image, var folder] => await Check(name, image, folder, trial => trial.RunPlain()),
        ["reboot", var name, var image, var folder] => await CheckMachine(
            name,
            image,
            folder,
            (machine, report) => new RebootTrial(machine, report).Run()
        ),
        ["confirm", var name, var image, var folder] => await CheckMachine(
            name,
            image,
            folder,
            (machine, report) => new ConfirmTrial(machine, report).Run()
        ),
        ["boot", var name, var image, var folder] => await Boot(name, image, folder),
        ["guest", var folder, var command] => await RunInGuest(folder, command),
        _ => throw new ArgumentException("no such command; see the head of tests/hosts/Program.cs"),
    };
}
catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

void End(PosixSignalContext context)
{
    context.Cancel = true;
    told.Cancel();
}

static int List()
{
    foreach (var each in Cases.All.Values)
        Console.WriteLine($"{each.Name} {each.Suite}");
    return 0;
}

Task<int> Check(string name, string image, string folder, Func<Trial, Task> run) =>
    CheckMachine(name, image, folder, (machine, report) => run(new Trial(machine, report)));

async Task<int> CheckMachine(string name, string image, string folder, Func<Machine, Report, Task> run)
{
    await using var machine = await Machine.Boot(Cases.All[name], image, folder, told.Token);
    await using var log = Child.OpenLog($"{folder}/log");
    var report = new Report(name, log);
    await run(machine, report).WaitAsync(told.Token);
    await File.WriteAllLinesAsync($"{folder}/results", report.Lines);
    await machine.SaveLogs(folder);
    return 0;
}

async Task<int> Boot(string name, string image, string folder)
{
    await using var machine = await Machine.Boot(Cases.All[name], image, folder, told.Token);
    // Others run commands in it: one at a time may be connected.
    machine.Control.Dispose();
    await File.WriteAllTextAsync($"{folder}/ready", string.Join(' ', machine.Ssh("")) + "\n");
    await Task.Delay(Timeout.Infinite, told.Token);
    return 0;
}

static async Task<int> RunInGuest(string folder, string command)
{
    using var control = await Control.Connect($"{folder}/control");
    var answer = await control.Run(command, TimeSpan.FromMinutes(5));
    Console.Write(answer.Output);
    return answer.Status;
}
