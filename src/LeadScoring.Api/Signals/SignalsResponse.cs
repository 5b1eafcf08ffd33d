namespace LeadScoring.Api.Signals;

/// <summary>How the signals of a model are doing, and which events no model looks at.</summary>
/// <param name="Model">The model's key.</param>
/// <param name="Version">The model's version.</param>
/// <param name="AsOf">When the leads were begun to be counted: <c>count</c>, <c>leads</c> and <c>lastSeenAt</c> of signals are of then. Events are of now.</param>
/// <param name="Leads">How many leads there were.</param>
/// <param name="Signals">The signals, in the order of the document.</param>
/// <param name="NeverFired">Criteria of behavior and fit, and spikes, that can never have counted for anybody, and why.</param>
/// <param name="UnusedEvents">Events that no signal of any model in force counts, the most frequent first.</param>
/// <param name="UnseenEvents">Events that a model in force counts, that never came, and that are written almost like one that did.</param>
/// <param name="EventNames">How many names of events there are.</param>
public sealed record SignalsResponse(
    string Model, int Version, DateTimeOffset AsOf, long Leads, IReadOnlyList<SignalStatus> Signals, IReadOnlyList<RuleNeverFired> NeverFired,
    IReadOnlyList<UnusedEvent> UnusedEvents, IReadOnlyList<UnseenEvent> UnseenEvents, EventNameTotals EventNames);

/// <summary>How a signal is doing.</summary>
/// <param name="Names">Its names in the document: signals that count the same events are one.</param>
/// <param name="Events">The events that it listens to, whatever their properties.</param>
/// <param name="UsedBy">The places in the document that use it, such as <c>behavior.criteria.checkout</c>.</param>
/// <param name="Count">How many events it counted; null: no lead's digest keeps it, since no rule measures it as it is.</param>
/// <param name="LastSeenAt">When the latest of them happened; null for none.</param>
/// <param name="Leads">How many leads have at least one.</param>
/// <param name="Share">Their share of all leads, 0 to 1; null where there are no leads.</param>
public sealed record SignalStatus(
    IReadOnlyList<string> Names, IReadOnlyList<NamedEvent> Events, IReadOnlyList<string> UsedBy, long? Count, DateTimeOffset? LastSeenAt, long? Leads, double? Share);

/// <summary>Events of one name.</summary>
/// <param name="Event">The name.</param>
/// <param name="Count">How many were received.</param>
/// <param name="LastSeenAt">When the last of them was received; null for never.</param>
public sealed record NamedEvent(string Event, long Count, DateTimeOffset? LastSeenAt);

/// <summary>A rule that can never have counted for anybody.</summary>
/// <param name="Rule">Its place in the document, such as <c>behavior.criteria.checkout</c>.</param>
/// <param name="Signals">Its signals that nobody has, and why; empty for <c>fit.criteria</c>.</param>
/// <param name="Attributes">Of <c>fit.criteria</c>: its attributes, which no lead and no account ever had; else empty.</param>
public sealed record RuleNeverFired(string Rule, IReadOnlyList<SignalNeverSeen> Signals, IReadOnlyList<string> Attributes);

/// <summary>Why nobody has a signal.</summary>
/// <param name="Signal">Its name.</param>
/// <param name="Reason"><c>event_never_seen</c>; <c>conditions_never_met</c>: events came, none of which met the conditions; <c>period_never_opened</c>: they count only after another signal that never came; <c>outside_period</c>: they came at other times; <c>property_never_seen</c>: they came, and never with the property that is measured.</param>
/// <param name="Explanation">The same in a sentence.</param>
public sealed record SignalNeverSeen(string Signal, string Reason, string Explanation);

/// <summary>Events that no signal of any model in force counts.</summary>
/// <param name="Event">The name.</param>
/// <param name="Count">How many were received.</param>
/// <param name="FirstSeenAt">When the first of them was received.</param>
/// <param name="LastSeenAt">When the last of them was received.</param>
/// <param name="Resembles">An event that a model in force counts and that is written almost like it; null for none.</param>
public sealed record UnusedEvent(string Event, long Count, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, SimilarEvent? Resembles);

/// <summary>An event that a model in force counts and that never came.</summary>
/// <param name="Event">The name.</param>
/// <param name="Models">The keys of the models.</param>
/// <param name="Resembles">What came instead, as it seems.</param>
public sealed record UnseenEvent(string Event, IReadOnlyList<string> Models, SimilarEvent Resembles);

/// <summary>An event whose name is written almost like another.</summary>
/// <param name="Event">The name.</param>
/// <param name="Score">How much alike, up to 1: the same letters, whatever their case and what is between the words.</param>
/// <param name="Count">How many were received.</param>
public sealed record SimilarEvent(string Event, double Score, long Count);

/// <summary>How many names of events there are.</summary>
/// <param name="Known">How many are told apart.</param>
/// <param name="Most">How many can be (<c>Signals:MostEventNames</c>).</param>
/// <param name="Unused">How many of them no signal of any model in force counts.</param>
/// <param name="Others">How many events had still other names.</param>
public sealed record EventNameTotals(int Known, int Most, int Unused, long Others);
