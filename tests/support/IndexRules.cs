namespace Xen.Hotplug.TestSupport;

/// <summary>Rules of nftables that hold a link's index, and what mends them.</summary>
public static class IndexRules
{
    /// <summary>A script that loads a table with one chain at the hook input.</summary>
    public static string Script(string rules, string set = "") =>
        $$"""
            nft -f - <<'END'
            table inet fw {
                {{set.Replace(";", "\n", StringComparison.Ordinal)}}
                chain input {
                    type filter hook input priority 0
            {{rules}}
                }
            }
            END
            """;

    /// <summary>The command that a warning ends with.</summary>
    public static string Mend(Result result)
    {
        var text = result.Error.TrimEnd('\n');
        var start = text.LastIndexOf(": ", StringComparison.Ordinal);
        foreach (var beginning in (string[])[": printf", ": nft replace", ": rules=", ": for handle"])
        {
            if (text.IndexOf(beginning, StringComparison.Ordinal) is > 0 and var found)
                start = found;
        }
        return text[(start + 2)..];
    }
}
