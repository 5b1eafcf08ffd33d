using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace LeadScoring.Replay;

/// <summary>
/// Asks for the score of everybody in a log, and writes each line of points and each score as <c>lead,line,points</c>: the form
/// in which recount.sql answers, so that the two can be compared by diff.
/// </summary>
internal sealed class ScoreSheet(HttpClient http, Mapping mapping, string log, int parallel)
{
    private readonly ServiceClient _service = new(http);

    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        ConcurrentBag<(string Lead, string Line, decimal Points)> rows = [];
        var people = LogOverview.Of(LogFile.Lines(log), mapping, endNow: null, out _).People.Keys;
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (person, cancellationToken) =>
        {
            using var answer = await _service.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"v1/leads/{Uri.EscapeDataString(person)}/score"));
            if (answer.IsSuccessStatusCode)
            {
                foreach (var (line, points) in LinesOf(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)))
                {
                    rows.Add((person, line, points));
                }
            }
        });
        return [.. rows
            .OrderBy(row => row.Lead, StringComparer.Ordinal).ThenBy(row => row.Line, StringComparer.Ordinal)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Lead},{row.Line},{row.Points:0.##}"))];
    }

    /// <summary>Keys of criteria have no full stop, so that the names of the scores are never taken.</summary>
    private static IEnumerable<(string Line, decimal Points)> LinesOf(JsonElement score)
    {
        foreach (var part in (string[])["fit", "behavior"])
        {
            yield return ("score." + part, score.GetProperty(part).GetProperty("score").GetDecimal());
            foreach (var line in score.GetProperty(part).GetProperty("contributions").EnumerateArray())
            {
                yield return (line.GetProperty("criterion").GetString()!, line.GetProperty("points").GetDecimal());
            }
        }

        yield return ("score.total", score.GetProperty("total").GetDecimal());
        yield return ("score.pql", score.GetProperty("pql").GetProperty("qualified").GetBoolean() ? 1 : 0);
    }
}
