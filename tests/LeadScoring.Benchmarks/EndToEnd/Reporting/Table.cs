using System.Text;

namespace LeadScoring.Benchmarks.EndToEnd.Reporting;

/// <summary>A table in Markdown.</summary>
internal static class Table
{
    public static string Of(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        Append(text, heads);
        Append(text, [.. heads.Select(_ => "---")]);
        foreach (var row in rows) Append(text, row);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
