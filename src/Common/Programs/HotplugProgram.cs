using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Programs;

/// <summary>What every program does around its own work: options, help, and the one place where errors become words.</summary>
public static class HotplugProgram
{
    /// <summary>Runs a program that has commands.</summary>
    /// <inheritdoc cref="Run(ProgramDefinition, string[], Func{Invocation, int})"/>
    public static int Run(ProgramDefinition definition, string[] arguments) =>
        Run(definition, arguments, static invocation => invocation.RunCommand());

    /// <summary>Runs a program that has none.</summary>
    /// <param name="definition">What it says of itself.</param>
    /// <param name="arguments">As Main got them.</param>
    /// <param name="work">Does the work and returns the exit status.</param>
    /// <returns>The exit status.</returns>
    public static int Run(ProgramDefinition definition, string[] arguments, Func<Invocation, int> work)
    {
        Inheritance.SetRight();
        Invocation? invocation = null;
        try
        {
            var options = new ProgramOptions(definition.HasJson, definition.ChangesThings);
            definition.AddOptions(options);
            var words = options.Parse(arguments);
            if (options.Help)
                StandardStreams.Write(definition.Help(options));
            else if (options.Version)
                StandardStreams.WriteLine(
                    $"{definition.Name} {BuildInformation.Version} (commit {BuildInformation.Commit})"
                );
            else
            {
                invocation = new Invocation(definition, options, KeyValueWords.Parse(words), CallersEnvironment.Find);
                return work(invocation);
            }
            return ExitStatus.Success;
        }
        catch (UsageException exception)
        {
            StandardStreams.WriteError($"{exception.Message}\n");
            return definition.FailureStatus;
        }
        catch (EndedBySignalException exception)
        {
            _ = Fail(definition, invocation, exception.Message);
            return exception.Status;
        }
        catch (HotplugException exception)
        {
            return Fail(definition, invocation, exception.Message);
        }
#pragma warning disable CA1031 // The last resort: whatever went wrong, the caller gets a sentence and not a stack dump.
        catch (Exception exception)
        {
            return Fail(
                definition,
                invocation,
                $"failed unexpectedly, please report it: {exception.GetType().Name}: {Text.OneLine(exception.Message)}"
            );
        }
#pragma warning restore CA1031
        finally
        {
            invocation?.Dispose();
        }
    }

    private static int Fail(ProgramDefinition definition, Invocation? invocation, string message)
    {
        if (invocation == null)
            StandardStreams.WriteErrorLine($"{definition.Name}: {message}");
        else
            invocation.ReportError(message);
        return definition.FailureStatus;
    }
}
