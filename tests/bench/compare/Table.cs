using System.Text;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>A table of Markdown that reads well as plain text: the first column to the left, figures to the right.</summary>
internal sealed class Table(string[] heads)
{
    private readonly List<string[]> _rows = [];

    public void Add(string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = heads.Select((head, column) => _rows.Append(heads).Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        AddLine(text, heads, widths);
        text.AppendLine(
            $"| {string.Join(" | ", widths.Select((width, column) => column == 0 ? new string('-', width) : $"{new string('-', width - 1)}:"))} |"
        );
        foreach (var row in _rows)
            AddLine(text, row, widths);
        return text.ToString();
    }

    private static void AddLine(StringBuilder text, string[] cells, int[] widths)
    {
        var padded = cells.Select(
            (cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])
        );
        text.AppendLine($"| {string.Join(" | ", padded)} |");
    }
}
