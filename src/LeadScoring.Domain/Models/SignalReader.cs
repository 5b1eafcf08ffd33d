using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the signals of a model document, and compiles what the rules measure over them into definitions, each once.</summary>
internal sealed class SignalReader
{
    /// <summary>The members by which a criterion, a tier or a spike says what is measured.</summary>
    public static readonly string[] MeasureMembers = ["signal", "measure", "property", "window"];

    private const int MostSignals = 200;

    private readonly Dictionary<string, EventFilter> _filters = new(StringComparer.Ordinal);
    private readonly List<(EventFilter Filter, string? Property, SignalNeeds Keep)> _compiled = [];
    private readonly Dictionary<(string Filter, string? Property), int> _slots = [];
    private readonly NameUse _use = new();

    public SignalReader(ModelNode root)
    {
        var declared = (root.Required("signals")?.Members() ?? []).ToList();
        if (declared.Count > MostSignals)
        {
            root.Error($"has {declared.Count} signals; at most {MostSignals} are allowed");
        }

        // Signals that a period is made of come first: a signal may name them in "during".
        var patterns = new PatternReader(Filter);
        foreach (var (name, node) in declared.OrderBy(signal => PatternReader.MentionsPeriod(signal.Node.Element) ? 1 : 0))
        {
            _use.Declaring = name;
            _filters[name] = patterns.ReadFilter(node);
        }

        _use.Declaring = null;

        Activity = Plain(root.Required("activity"));
        Start = [Activity, .. (root.Optional("start")?.Items(20) ?? []).Select(item => Plain(item))];
    }

    /// <summary>Product activity, as a slot.</summary>
    public int Activity { get; }

    /// <summary>Signals whose first event may be the start, as slots.</summary>
    public IReadOnlyList<int> Start { get; }

    public IReadOnlyList<SignalDefinition> Compiled => [.. _compiled.Select(each => new SignalDefinition(each.Filter, each.Property, each.Keep))];

    /// <summary>The signals that no rule of those read so far uses.</summary>
    public IReadOnlyList<string> Unused => _use.Unused(_filters.Keys);

    /// <summary>The declared signals by name.</summary>
    public IReadOnlyDictionary<string, EventFilter> Named => _filters;

    public EventFilter Filter(ModelNode? node)
    {
        if (node is { } named)
        {
            var name = named.Text();
            _use.Note(name);
            if (_filters.TryGetValue(name, out var filter))
            {
                return filter;
            }

            named.Error("is not declared under $.signals");
        }

        return new EventFilter([]);
    }

    /// <summary>The slot of a signal of which only count, first and last are looked at.</summary>
    public int Plain(ModelNode? node) => Slot(Filter(node), null, new SignalNeeds());

    public int Slot(EventFilter filter, string? property, SignalNeeds keep)
    {
        foreach (var period in filter.Patterns.SelectMany(pattern => pattern.Periods))
        {
            Slot(period.From, null, new SignalNeeds());
            _ = period.Until is { } until ? Slot(until, null, new SignalNeeds()) : -1;
        }

        // A bare signal has a slot of its own, since a period's ends are looked up by the bare definition.
        var bare = keep == new SignalNeeds();
        var key = (bare + filter.Canonical, property);
        if (!_slots.TryGetValue(key, out var slot))
        {
            _slots.Add(key, slot = _compiled.Count);
            _compiled.Add((filter, property, keep));
        }

        _compiled[slot] = (filter, property, _compiled[slot].Keep.With(keep));
        return slot;
    }

    /// <summary>Reads a measure with its threshold. What the tier does not say itself its criterion says.</summary>
    /// <param name="tier">The tier, or the rule itself.</param>
    /// <param name="criterion">What the tier belongs to.</param>
    /// <param name="atLeast">The threshold; 1 where a count has none.</param>
    public Condition ReadCondition(ModelNode tier, ModelNode criterion, ModelNode? atLeast) => ReadAsked(tier, criterion, atLeast).Condition;

    /// <summary>Reads what is counted for points each time.</summary>
    public Condition ReadEach(ModelNode criterion, EachTime each)
    {
        var (condition, _) = ReadAsked(criterion, criterion, null);
        if (condition.Measure is not (Measure.Count or Measure.Distinct))
        {
            criterion.Optional("measure")?.Error("must be count or distinct where points are given each time");
            return condition;
        }

        var isCounted = condition is { Measure: Measure.Count, Window.Kind: WindowKind.Always };
        if (!isCounted && each.Times > SignalDefinition.Capacity)
        {
            criterion.Optional("each")?.Error($"reaches its most after {each.Times} times; with this measure and window at most {SignalDefinition.Capacity} can be told apart");
            return condition;
        }

        var (filter, property, _) = _compiled[condition.Slot];
        return condition with { Slot = Slot(filter, property, MeasureReader.Needs(condition.Measure, condition.Window, each.Times)) };
    }

    /// <summary>The condition, and what was asked for before it was compiled.</summary>
    public (Condition Condition, AskedMeasure Asked) ReadAsked(ModelNode tier, ModelNode criterion, ModelNode? atLeast)
    {
        ModelNode? Member(string name) => tier.Optional(name) ?? criterion.Optional(name);

        var filter = Filter(Member("signal") ?? tier.Required("signal"));
        var measure = Member("measure") is { } node ? MeasureReader.ReadMeasure(node) : Measure.Count;
        var isChange = Scoring.Change.IsMeasuredBy(measure);
        var window = isChange ? Window.Always : MeasureReader.ReadWindow(Member("window"));
        string? property = null;
        if (measure == Measure.Count || isChange)
        {
            Member("property")?.Error("is only read by the measures distinct, sessionDistinct and greatest");
        }
        else
        {
            property = (Member("property") ?? tier.Required("property"))?.Text();
        }

        if (isChange)
        {
            var change = ChangeReader.Read(tier, filter, measure, Member("window"));
            var slot = Slot(filter, null, new SignalNeeds { Days = 2 * change.Window.Days });
            return (new Condition(slot, measure, change.Window, change.AtLeast, AtMost: change.AtMost), change);
        }

        tier.Optional("atMost")?.Error("is only read by the measures change and changePercent");
        if (measure == Measure.Greatest)
        {
            var greatest = (atLeast ?? tier.Required("atLeast"))?.Number(-PropertyValue.GreatestNumber, PropertyValue.GreatestNumber, "from -1e15 to 1e15") ?? 0;
            var condition = window.Kind == WindowKind.Always
                ? new Condition(Slot(filter, property, new SignalNeeds { Greatest = true }), measure, window, greatest)
                : GreatestWithin(filter, property ?? "", window, greatest);
            return (condition, new AskedMeasure(filter, property, measure, window, greatest));
        }

        // What is only counted may be any number; what needs a list in the digest, at most its capacity.
        var most = measure == Measure.Count && window.Kind == WindowKind.Always ? 1_000_000 : SignalDefinition.Capacity;
        var threshold = atLeast?.Whole(1, most) ?? 1;
        return (new Condition(Slot(filter, property, MeasureReader.Needs(measure, window, threshold)), measure, window, threshold), new AskedMeasure(filter, property, measure, window, threshold));
    }

    /// <summary>"The greatest value within the window is at least x" is the same as "an event with a value of at least x is within the window", which is kept exactly by first and last.</summary>
    private Condition GreatestWithin(EventFilter filter, string property, Window window, double threshold)
    {
        var atLeast = new PropertyCondition(property, Comparison.AtLeast, [PropertyValue.Of(threshold)]);
        var above = new EventFilter([.. filter.Patterns.Select(pattern => pattern with { Where = [.. pattern.Where, atLeast] })]);
        return new Condition(Slot(above, null, MeasureReader.Needs(Measure.Count, window, 1)), Measure.Count, window, 1, threshold);
    }
}
