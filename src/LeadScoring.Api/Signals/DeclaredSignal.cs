using System.Text.Json;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Signals;

/// <summary>A signal as a model's document declares it.</summary>
/// <param name="Name">Its name in the document.</param>
/// <param name="Filter">Which events count.</param>
/// <param name="Patterns">The same, pattern by pattern, for what is said of them.</param>
/// <param name="Uses">Where the document uses it.</param>
internal sealed record DeclaredSignal(string Name, EventFilter Filter, IReadOnlyList<DeclaredPattern> Patterns, IReadOnlyList<SignalUse> Uses)
{
    /// <summary>The names of its events, each once.</summary>
    public IEnumerable<string> Events => Patterns.Select(pattern => pattern.Event).Distinct(StringComparer.Ordinal);

    /// <summary>The signals of a document that has been read without a fault.</summary>
    public static List<DeclaredSignal> In(ScoringModel model, JsonElement document)
    {
        var uses = SignalUse.In(document, model.SignalNames.Keys.ToHashSet(StringComparer.Ordinal)).ToLookup(use => use.Signal, StringComparer.Ordinal);
        return [.. document.GetProperty("signals").EnumerateObject()
            .Select(signal => new DeclaredSignal(signal.Name, model.SignalNames[signal.Name], [.. signal.Value.EnumerateArray().Select(DeclaredPattern.Of)], [.. uses[signal.Name].Distinct()]))];
    }
}

/// <summary>Events of a signal that have one name.</summary>
/// <param name="Event">The name.</param>
/// <param name="Conditions">The properties that are looked at.</param>
/// <param name="HasSender">Whether it counts only people who are known, or only those who are not.</param>
/// <param name="Opening">The signal that begins the period within which they count; null: at any time.</param>
internal sealed record DeclaredPattern(string Event, IReadOnlyList<string> Conditions, bool HasSender, string? Opening)
{
    public static DeclaredPattern Of(JsonElement pattern) => new(
        pattern.GetProperty("event").GetString()!,
        pattern.TryGetProperty("where", out var where) ? [.. where.EnumerateObject().Select(condition => condition.Name)] : [],
        pattern.TryGetProperty("identified", out _),
        pattern.TryGetProperty("during", out var during) ? during.GetProperty("from").GetString()
            : pattern.TryGetProperty("after", out var after) ? after.GetString()
            : null);
}
