using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>How an event does not follow the tracking plan.</summary>
/// <param name="Event">The event.</param>
/// <param name="Faults">One or more faults.</param>
/// <param name="IsRefused">Whether the event is not to be stored.</param>
internal sealed record Breach(LeadEvent Event, IReadOnlyList<PropertyFault> Faults, bool IsRefused)
{
    /// <summary>The code of items that are refused for it.</summary>
    public const string Code = "plan_violation";

    /// <summary>Why the item is refused.</summary>
    public ItemFault AsItemFault() =>
        new(Code, $"the event {Shown.Name(Event.Name)} does not follow the tracking plan: {string.Join("; ", Faults.Select(fault => fault.Message))}");
}

/// <summary>One way in which an event is not as the plan says.</summary>
/// <param name="Property">The property; empty for the event itself.</param>
/// <param name="Problem">What is wrong, in one word.</param>
/// <param name="Message">What is wrong, and what was expected.</param>
/// <param name="Found">The property's value in short; null for none.</param>
internal sealed record PropertyFault(string Property, string Problem, string Message, string? Found)
{
    /// <summary>Problems in one word: <c>unplanned</c>, <c>missing</c>, <c>wrong_type</c>, <c>not_one_of</c>, <c>unexpected</c>.</summary>
    public static readonly PropertyFault Unplanned = new("", "unplanned", "the plan does not have it; add it there, or send one of its events", null);

    private const int MostShown = 80;

    public static PropertyFault Missing(PlannedProperty planned) => new(planned.Name, "missing", $"property {Shown.Name(planned.Name)} is missing: send {planned.Expected}", null);

    public static PropertyFault WrongType(PlannedProperty planned, JsonElement found) =>
        new(planned.Name, "wrong_type", $"property {Shown.Name(planned.Name)} must be {planned.Expected}, not {ItemReader.NameOf(found.ValueKind)} ({Show(found)})", Show(found));

    public static PropertyFault NotOneOf(PlannedProperty planned, JsonElement found) =>
        new(planned.Name, "not_one_of", $"property {Shown.Name(planned.Name)} must be {planned.Expected}, not {Show(found)}", Show(found));

    public static PropertyFault Unexpected(string name, JsonElement found, IEnumerable<string> known) =>
        new(name, "unexpected", $"property {Shown.Name(name)} is none of this event; {KnownIn(known)}", Show(found));

    /// <summary>A value as JSON, cut where it is long.</summary>
    public static string Show(JsonElement value) => value.GetRawText() is { Length: > MostShown } json ? json[..MostShown] + "…" : value.GetRawText();

    private static string KnownIn(IEnumerable<string> names)
    {
        var sorted = names.Order(StringComparer.Ordinal).Select(Shown.Name).ToList();
        return sorted.Count == 0 ? "it has none" : $"known are {string.Join(", ", sorted.Take(20))}{(sorted.Count > 20 ? ", …" : "")}";
    }
}
