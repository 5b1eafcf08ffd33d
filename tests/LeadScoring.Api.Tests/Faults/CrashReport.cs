using System.Globalization;
using System.Text;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>What a crash test has counted, as a table that can be copied.</summary>
internal sealed class CrashReport
{
    private readonly StringBuilder _text = new("| counted | |\n| --- | --- |\n");

    public void Add(string what, int count) => Add(what, count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Median and worst of what was measured.</summary>
    public void Add(string what, IReadOnlyCollection<TimeSpan> measured)
    {
        if (measured.Count == 0) return;

        TimeSpan[] sorted = [.. measured.Order()];
        Add(what, string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2].TotalSeconds:0.00} s, worst {sorted[^1].TotalSeconds:0.00} s"));
    }

    public void Add(string what, string result) => _text.Append(CultureInfo.InvariantCulture, $"| {what} | {result} |\n");

    public override string ToString() => _text.ToString();
}
