using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Signals;

/// <summary>Which events came, and which of them models in force count.</summary>
/// <param name="names">The names that events had.</param>
/// <param name="models">The models.</param>
/// <param name="tally">What leads have of signals: events may have come before their names were kept.</param>
internal sealed class SeenEvents(IEnumerable<EventName> names, ModelSnapshot models, SignalTally tally)
{
    private readonly Dictionary<string, EventName> _names = names.ToDictionary(name => name.Name, StringComparer.Ordinal);

    /// <summary>The events that models in force count, with the keys of the models.</summary>
    private readonly Dictionary<string, string[]> _used = models.InForce
        .SelectMany(model => model.Model.Signals.SelectMany(signal => signal.Filter.Patterns).Select(pattern => (pattern.Event, model.Model.Key)))
        .GroupBy(use => use.Event, StringComparer.Ordinal)
        .ToDictionary(use => use.Key, use => use.Select(each => each.Key).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    private readonly HashSet<string> _counted = models.InForce.SelectMany(model => model.Model.Signals)
        .Where(signal => tally.Of(signal.Filter) is { Events: > 0 })
        .Select(signal => signal.Filter.Patterns.Select(pattern => pattern.Event).Distinct(StringComparer.Ordinal).ToArray())
        .Where(events => events.Length == 1).Select(events => events[0]).ToHashSet(StringComparer.Ordinal);

    public bool Has(string name) => _names.ContainsKey(name) || _counted.Contains(name);

    public NamedEvent Find(string name) => new(name, _names.GetValueOrDefault(name)?.Count ?? 0, _names.GetValueOrDefault(name)?.LastSeenAt);

    /// <summary>Events that nothing counts, the most frequent first.</summary>
    public List<EventName> Unused() => [.. _names.Values.Where(name => !_used.ContainsKey(name.Name)).OrderByDescending(name => name.Count).ThenBy(name => name.Name, StringComparer.Ordinal)];

    /// <summary>What is shown of events that nothing counts.</summary>
    public IEnumerable<UnusedEvent> Describe(IEnumerable<EventName> unused)
    {
        EventNameForm[] used = [.. _used.Keys.Select(name => new EventNameForm(name))];
        return unused.Select(name => new UnusedEvent(name.Name, name.Count, name.FirstSeenAt, name.LastSeenAt, MostSimilar(name.Name, used)));
    }

    /// <summary>Events that models count and that never came, where something like them did.</summary>
    public IEnumerable<UnseenEvent> Unseen()
    {
        EventNameForm[] seen = [.. _names.Keys.Select(name => new EventNameForm(name))];
        foreach (var (name, keys) in _used.Where(use => !Has(use.Key)).OrderBy(use => use.Key, StringComparer.Ordinal))
        {
            if (MostSimilar(name, seen) is { } similar)
            {
                yield return new UnseenEvent(name, keys, similar);
            }
        }
    }

    private SimilarEvent? MostSimilar(string name, EventNameForm[] others)
    {
        var form = new EventNameForm(name);
        return others.Select(other => (other.Name, Score: form.Likeness(other)))
            .Where(other => other.Score is not null)
            .OrderByDescending(other => other.Score).ThenByDescending(other => Find(other.Name).Count).ThenBy(other => other.Name, StringComparer.Ordinal)
            .Select(other => new SimilarEvent(other.Name, other.Score!.Value, Find(other.Name).Count)).FirstOrDefault();
    }
}
