using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>The whole history of a lead, or of all people of an account, questioned by walking through it. Nothing is ever left out or kept from one question to the next.</summary>
internal sealed class NaiveLog
{
    private static readonly TimeSpan SessionGap = TimeSpan.FromMinutes(30);

    private readonly ScoringModel _model;
    private readonly ProductEvent[][] _people;
    private readonly ProductEvent[] _events;

    public NaiveLog(ScoringModel model, params IEnumerable<ProductEvent>[] people)
    {
        _model = model;
        _people = [.. people.Select(events => events.ToArray())];
        _events = [.. _people.SelectMany(events => events).OrderBy(each => each.At)];
    }

    public DateTimeOffset? LastAt => _events.Length == 0 ? null : _events[^1].At;

    /// <summary>The events of a signal, by time.</summary>
    public List<ProductEvent> Of(int slot) => [.. _events.Where(each => _model.Signals[slot].Filter.Patterns.Any(pattern => Counts(pattern, each)))];

    /// <summary>The events of a signal, by time, one list for each person.</summary>
    public IEnumerable<List<ProductEvent>> OfEach(int slot) => _people.Select(person => Of(slot).Where(person.Contains).ToList());

    /// <summary>Whether the event matches the pattern and lies in its periods.</summary>
    public bool Counts(EventPattern pattern, ProductEvent candidate) =>
        pattern.Matches(candidate) && pattern.Periods.All(period => IsWithin(period, _people.Single(person => person.Contains(candidate)), candidate.At));

    /// <summary>After the last beginning there is no end, up to and at that time, and it is one of the days that count.</summary>
    private static bool IsWithin(Period period, ProductEvent[] own, DateTimeOffset at)
    {
        var begun = LastOf(own, period.From, at);
        var ended = period.Until is { } until ? LastOf(own, until, at) : null;
        return begun is { } since && (ended is null || since >= ended)
            && at >= since.AddDays(period.FromDay)
            && (period.ToDay is not { } days || at < since.AddDays(days));
    }

    /// <summary>For each event of a signal, how many distinct values its session has had up to that time. A session is one person's.</summary>
    public List<(DateTimeOffset At, int Distinct)> SessionLevels(int slot) => [.. OfEach(slot).SelectMany(person => SessionLevels(slot, person))];

    private List<(DateTimeOffset At, int Distinct)> SessionLevels(int slot, List<ProductEvent> signal)
    {
        List<(DateTimeOffset, int)> levels = [];
        for (var i = 0; i < signal.Count; i++)
        {
            var start = i;
            while (start > 0 && signal[start].At - signal[start - 1].At < SessionGap)
            {
                start--;
            }

            levels.Add((signal[i].At, DistinctValues(slot, signal.Skip(start).Where(each => each.At <= signal[i].At)).Count));
        }

        return levels;
    }

    /// <summary>The distinct values of the signal's property; absent, empty and incomparable ones are none.</summary>
    public HashSet<string> DistinctValues(int slot, IEnumerable<ProductEvent> among) =>
        among.Select(each => Property(slot, each).AsText()).Where(text => !string.IsNullOrEmpty(text)).Select(text => text!).ToHashSet(StringComparer.Ordinal);

    public double? Greatest(int slot, IEnumerable<ProductEvent> among) =>
        among.Select(each => Property(slot, each)).Where(value => value.Kind == PropertyKind.Number).Select(value => (double?)value.Number).Max();

    private PropertyValue Property(int slot, ProductEvent of) =>
        _model.Signals[slot].Property is { } name && of.Properties.TryGetValue(name, out var value) ? value : default;

    private static DateTimeOffset? LastOf(ProductEvent[] own, EventFilter filter, DateTimeOffset upTo) =>
        own.Where(each => each.At <= upTo && filter.Patterns.Any(pattern => pattern.Matches(each))).Select(each => (DateTimeOffset?)each.At).Max();
}
