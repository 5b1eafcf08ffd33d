using System.Globalization;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>What a request got.</summary>
/// <param name="Status">The status; 0: no answer.</param>
/// <param name="Taken">How long that took, from when the request was due.</param>
internal readonly record struct Answer(int Status, TimeSpan Taken);

/// <summary>What many answers have in common, in words.</summary>
internal static class Answers
{
    /// <summary>Such as <c>200 1,204, 503 17</c>.</summary>
    public static string ByStatus(this IEnumerable<Answer> answers) => string.Join(", ", answers.CountBy(answer => answer.Status).OrderBy(each => each.Key)
        .Select(each => string.Create(CultureInfo.InvariantCulture, $"{(each.Key == 0 ? "none" : each.Key)} {each.Value:N0}")));

    /// <summary>Such as <c>p50 12 ms, p99 80 ms, worst 120 ms</c>.</summary>
    public static string Times(this IEnumerable<Answer> answers)
    {
        TimeSpan[] sorted = [.. answers.Select(answer => answer.Taken).Order()];
        return sorted.Length == 0 ? "none" : $"p50 {Milliseconds(sorted.Length / 2)}, p99 {Milliseconds(sorted.Length * 99 / 100)}, worst {Milliseconds(sorted.Length - 1)}";

        string Milliseconds(int place) => string.Create(CultureInfo.InvariantCulture, $"{sorted[place].TotalMilliseconds:N0} ms");
    }

    /// <summary>The time that all but one in a hundred do not exceed.</summary>
    public static TimeSpan Percentile99(this IReadOnlyCollection<Answer> answers) => answers.Select(answer => answer.Taken).Order().ElementAt(answers.Count * 99 / 100);
}
