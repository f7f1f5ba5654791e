using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.Faults;

/// <summary>
/// What gets through of a guest that forges frames all the while that rules are flushed: nothing with a foreign MAC address from
/// a pinned port, and from others what the time without rules lets through.
/// </summary>
internal static class FlushAttacks
{
    // A port that comes back waits for its carrier, up to a second.
    private const int FewerFlushes = 5;

    private static readonly FlushCase[] s_cases =
    [
        new("vif, pinned", "MAC", FlushAttack.FromForeignMac)
        {
            Prepare = attack => attack.AddVif(),
            Mend = attack => attack.BringVif(),
            IsTight = true,
        },
        new("vif, pinned, that goes and comes back", "MAC", FlushAttack.FromForeignMac)
        {
            Prepare = attack => attack.AddVif(),
            Mend = attack => attack.ReplugVif(),
            IsTight = true,
            Share = FewerFlushes,
        },
        new("vif, pinned", "IPv4", FlushAttack.FromForeignInet)
        {
            Prepare = attack => attack.AddVif(),
            Mend = attack => attack.BringVif(),
        },
        new("vif, not locked: kernels before 5.18", "MAC", FlushAttack.FromForeignMac)
        {
            Prepare = attack => attack.AddUnlockedVif(),
            Mend = attack => attack.BringUnlockedVif(),
        },
        new("vif of a guest with an emulated card", "MAC", FlushAttack.FromForeignMac)
        {
            Prepare = attack => attack.AddVifBesideTap(),
            Mend = attack => attack.BringVif(),
        },
        new("tap", "MAC", FlushAttack.FromForeignMac)
        {
            Prepare = attack => attack.AddTap(),
            Mend = attack => attack.BringTap(),
        },
    ];

    /// <summary>Tries each kind of port, prints a table, and gives the number of checks that passed and that failed.</summary>
    /// <param name="flushes">How often all rules are flushed in each.</param>
    internal static async Task<(int Passed, int Failed)> Run(int flushes)
    {
        var failures = new List<string>();
        Console.WriteLine(
            $"""
            A guarded guest forges frames without pause. All rules are flushed again and again, and each time the next event declares
            them once more: frames that passed after each flush, and the time in which so many are sent.

            {"port", -40}{"forged", -8}{"flushes", 8}{"sent", 12}{"passed", 10}{"median", 8}{"most", 8}{"most, ms", 10}
            """
        );
        foreach (var one in s_cases)
        {
            var count = Math.Max(1, flushes / one.Share);
            try
            {
                await using var attack = await FlushAttack.Prepare();
                var port = await one.Prepare(attack);
                var result = await attack.Run(port, one.Forged, count, () => one.Mend(attack));
                Print(one, count, result);
                if (result.Total > 0 == one.IsTight)
                    failures.Add(
                        $"{one.Port}, {one.Kind}: "
                            + (
                                one.IsTight
                                    ? $"{result.Total} forged frames passed"
                                    : "no forged frame passed without rules, so the attack was none"
                            )
                    );
            }
            catch (Exception exception)
            {
                // Whatever it was: the others are tried.
                failures.Add($"{one.Port}, {one.Kind}: {exception}");
            }
        }
        Console.WriteLine();
        foreach (var failure in failures)
            Console.WriteLine($"FAILED  {failure}");
        return (s_cases.Length - failures.Count, failures.Count);
    }

    private static void Print(FlushCase one, int flushes, FlushAttackResult result)
    {
        var sorted = result.Passed.Order().ToList();
        var (median, most) = (sorted[sorted.Count / 2], sorted[^1]);
        Console.WriteLine(
            $"{one.Port, -40}{one.Kind, -8}{flushes, 8}{result.Sent, 12:N0}{result.Total, 10:N0}{median, 8:N0}{most, 8:N0}{most / result.Rate, 10:F1}"
        );
    }
}

/// <summary>A kind of port, and what is forged there.</summary>
/// <param name="Port">The port, for the table.</param>
/// <param name="Kind">Whose address is another guest's, for the table.</param>
/// <param name="Forged">The frame.</param>
internal sealed record FlushCase(string Port, string Kind, byte[] Forged)
{
    /// <summary>Adds the port.</summary>
    internal required Func<FlushAttack, Task<Wire>> Prepare { get; init; }

    /// <summary>The event that declares the rules again.</summary>
    internal required Func<FlushAttack, Task> Mend { get; init; }

    /// <summary>Whether no frame may pass, with or without rules.</summary>
    internal bool IsTight { get; init; }

    /// <summary>One of so many flushes is enough.</summary>
    internal int Share { get; init; } = 1;
}
