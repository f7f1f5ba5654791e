using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What was found, for people and for programs.</summary>
internal static class Report
{
    private const int VerdictWidth = 9;

    /// <summary>A line for each finding, the worst last, where the eye is; below it the command that mends it.</summary>
    internal static string ToText(Examination examination)
    {
        var text = new StringBuilder();
        foreach (var (_, finding) in InOrder(examination))
        {
            text.Append(
                $"{Word(finding.Verdict), -VerdictWidth} {Text.OneLine($"{finding.Subject}: {finding.Fact}")}\n"
            );
            if (finding.Cure != null)
                text.Append($"{"", VerdictWidth} mend: {Text.OneLine(finding.Cure)}\n");
        }
        text.Append(Summary(examination));
        return text.ToString();
    }

    internal static string ToJson(Examination examination) =>
        JsonText.Write(json =>
        {
            foreach (var verdict in Enum.GetValues<Verdict>())
                json.WriteNumber(Word(verdict), examination.Count(verdict));
            json.WriteStartArray("findings");
            foreach (var (check, finding) in InOrder(examination))
            {
                json.WriteStartObject();
                json.WriteString("verdict", Word(finding.Verdict));
                json.WriteString("check", check.Name);
                json.WriteString("subject", finding.Subject);
                json.WriteString("fact", finding.Fact);
                json.WriteString("cure", finding.Cure);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static string Summary(Examination examination)
    {
        var (wrong, doubtful, unseen) = (
            examination.Count(Verdict.Wrong),
            examination.Count(Verdict.Doubtful),
            examination.Count(Verdict.Unseen)
        );
        var sentence = wrong + doubtful == 0 ? "all is well" : $"{wrong} wrong, {doubtful} doubtful";
        // Root has been told all that there is to tell.
        var advice = CurrentUser.IsRoot ? "" : ": look again as root";
        return unseen == 0 ? $"\n{sentence}\n" : $"\n{sentence}, as far as it can be seen; {unseen} unseen{advice}\n";
    }

    private static IEnumerable<(ICheck Check, Finding Finding)> InOrder(Examination examination) =>
        examination.Findings.OrderBy(entry => entry.Finding.Verdict);

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Well => "well",
            Verdict.Unseen => "unseen",
            Verdict.Doubtful => "doubtful",
            _ => "wrong",
        };
}
