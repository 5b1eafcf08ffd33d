using System.Collections.Concurrent;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Leads;

/// <summary>A signal with the small id under which digests store it. The id never changes.</summary>
/// <param name="Id">1 and up.</param>
/// <param name="Definition">What it counts.</param>
public sealed record Signal(int Id, SignalDefinition Definition);

/// <summary>
/// Which signals digests hold: those of one signal generation. Immutable and shared by all digests of the generation, so
/// finding the signals that an event belongs to is one look-up by its name.
/// </summary>
public sealed class DigestLayout
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Listener[]> _listeners;
    private readonly ConcurrentDictionary<ScoringModel, int[]> _plans = new(ReferenceEqualityComparer.Instance);

    /// <summary>A layout of these signals.</summary>
    /// <param name="generation">The number of the signal generation, from 1.</param>
    /// <param name="signals">The signals; a period's signals must be among them.</param>
    public DigestLayout(int generation, IEnumerable<Signal> signals)
    {
        Generation = generation;
        Signals = [.. signals.OrderBy(signal => signal.Id)];
        for (var i = 0; i < Signals.Count; i++)
        {
            _positions.Add(Signals[i].Definition.Canonical, i);
        }

        var edges = EdgesOf(Signals);
        _listeners = Signals
            .SelectMany((signal, position) => signal.Definition.Filter.Patterns.Select((pattern, bit) => (position, signal.Definition, Pattern: Bind(pattern, bit))))
            .GroupBy(each => each.Pattern.Pattern.Event, StringComparer.Ordinal)
            .ToDictionary(
                byEvent => byEvent.Key,
                byEvent => byEvent.GroupBy(each => each.position)
                    .Select(bySignal => new Listener(bySignal.Key, bySignal.First().Definition, edges.GetValueOrDefault(bySignal.First().Definition.Canonical), [.. bySignal.Select(each => each.Pattern)]))
                    .OrderByDescending(listener => listener.IsBoundary)
                    .ToArray(),
                StringComparer.Ordinal);
    }

    /// <summary>A layout for these models alone, with ids in order of appearance.</summary>
    public static DigestLayout For(params IEnumerable<ScoringModel> models) =>
        new(1, models.SelectMany(model => model.Signals).DistinctBy(signal => signal.Canonical, StringComparer.Ordinal).Select((signal, i) => new Signal(i + 1, signal)));

    /// <summary>The number of the signal generation.</summary>
    public int Generation { get; }

    /// <summary>The signals by ascending id.</summary>
    public IReadOnlyList<Signal> Signals { get; }

    /// <summary>Whether digests of this layout hold all that the model asks for.</summary>
    public bool Holds(ScoringModel model) => model.Signals.All(signal => _positions.ContainsKey(signal.Canonical));

    /// <summary>Where the signals of a model are in this layout: position by the model's slot.</summary>
    /// <exception cref="ArgumentException">The layout lacks a signal of the model; see <see cref="Holds"/>.</exception>
    internal int[] PlanFor(ScoringModel model) => _plans.GetOrAdd(model, static (model, positions) =>
        [.. model.Signals.Select(signal => positions.TryGetValue(signal.Canonical, out var position) ? position
            : throw new ArgumentException($"The digest layout lacks a signal of the model '{model.Key}': {signal.Canonical}", nameof(model)))], _positions);

    /// <summary>The signals that an event of this name may belong to, those that are ends of periods first.</summary>
    internal ReadOnlySpan<Listener> ListenersTo(string eventName) => _listeners.TryGetValue(eventName, out var listeners) ? listeners : [];

    private BoundPattern Bind(EventPattern pattern, int bit) => new(pattern, bit, [.. pattern.Periods.Select(period =>
        new BoundPeriod(PositionOf(period.From), period.Until is { } until ? PositionOf(until) : -1, period.IsEndless, period.FromDay * Instant.Day, period.ToDay * Instant.Day ?? Instant.Never))]);

    private int PositionOf(EventFilter filter) => _positions[BoundaryOf(filter).Canonical];

    /// <summary>The signals that follow the ends of periods, by canonical text.</summary>
    private static Dictionary<string, PeriodEdge> EdgesOf(IReadOnlyList<Signal> signals)
    {
        Dictionary<string, PeriodEdge> edges = new(StringComparer.Ordinal);
        foreach (var period in signals.SelectMany(signal => signal.Definition.Filter.Patterns).SelectMany(pattern => pattern.Periods))
        {
            foreach (var filter in period.Until is { } until ? [period.From, until] : (EventFilter[])[period.From])
            {
                var canonical = BoundaryOf(filter).Canonical;
                edges[canonical] = period.IsEndless && edges.GetValueOrDefault(canonical) != PeriodEdge.Every ? PeriodEdge.First : PeriodEdge.Every;
            }
        }

        return edges;
    }

    /// <summary>The signal that follows one end of a period; models that use the period list it among their signals.</summary>
    internal static SignalDefinition BoundaryOf(EventFilter filter) => new(filter, null, new SignalNeeds());

    /// <summary>A signal that events of one name may belong to, with the patterns for that name.</summary>
    internal sealed record Listener(int Position, SignalDefinition Definition, PeriodEdge Edge, BoundPattern[] Patterns)
    {
        public bool IsBoundary { get; } = Edge != PeriodEdge.None;
    }

    /// <summary>A pattern, its bit within its filter, and the periods within which it counts.</summary>
    internal sealed record BoundPattern(EventPattern Pattern, int Bit, BoundPeriod[] Periods);

    /// <summary>A period by the positions of its signals.</summary>
    /// <param name="From">The signal that begins it.</param>
    /// <param name="Until">The signal that ends it; -1 when none does.</param>
    /// <param name="IsEndless">Whether it is open for ever from its first beginning on.</param>
    /// <param name="FromSpan">How long after the last beginning it counts, in milliseconds; included.</param>
    /// <param name="ToSpan">Until how long after the last beginning it counts, in milliseconds; excluded.</param>
    internal sealed record BoundPeriod(int From, int Until, bool IsEndless, long FromSpan, long ToSpan);

    /// <summary>Which events of a signal change what counts after them.</summary>
    internal enum PeriodEdge
    {
        /// <summary>None: no period begins or ends with it.</summary>
        None,

        /// <summary>The first: only periods without an end begin with it.</summary>
        First,

        /// <summary>Each.</summary>
        Every,
    }
}
