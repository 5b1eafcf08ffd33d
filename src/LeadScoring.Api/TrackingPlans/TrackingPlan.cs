using System.Collections.Frozen;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>What becomes of events that the plan does not name.</summary>
internal enum UnplannedEvents
{
    /// <summary>They are no violation.</summary>
    Allow,

    /// <summary>They are violations, and are stored all the same.</summary>
    Report,

    /// <summary>They are violations like any other.</summary>
    Enforce,
}

/// <summary>Which events there should be, with which properties; compiled from its document by <see cref="PlanReader"/>. Immutable.</summary>
/// <param name="Enforces">Whether violations are refused; else they are only counted.</param>
/// <param name="Unplanned">What becomes of events that are not named.</param>
/// <param name="Events">The events by name.</param>
internal sealed record TrackingPlan(bool Enforces, UnplannedEvents Unplanned, FrozenDictionary<string, PlannedEvent> Events)
{
    /// <summary>Violations of one event that are told: one with a thousand odd properties is none the clearer for more.</summary>
    private const int MostViolations = 10;

    /// <summary>Without events, and with all others allowed, there is nothing to look at.</summary>
    public bool IsEmpty => Events.Count == 0 && Unplanned == UnplannedEvents.Allow;

    /// <summary>How an event does not follow the plan; null: it does, or is no product event.</summary>
    public Breach? BreachBy(LeadEvent row, JsonElement properties)
    {
        if (row.Kind != IncomingEvent.Track)
        {
            return null;
        }

        if (!Events.TryGetValue(row.Name, out var planned))
        {
            return Unplanned == UnplannedEvents.Allow ? null : new Breach(row, [PropertyFault.Unplanned], Enforces && Unplanned == UnplannedEvents.Enforce);
        }

        var faults = planned.FaultsIn(properties).Take(MostViolations).ToArray();
        return faults.Length == 0 ? null : new Breach(row, faults, Enforces);
    }
}

/// <summary>What an event should have.</summary>
/// <param name="Properties">Its properties.</param>
/// <param name="IsClosed">Whether it may have no others.</param>
internal sealed record PlannedEvent(IReadOnlyList<PlannedProperty> Properties, bool IsClosed)
{
    private readonly FrozenSet<string> _names = Properties.Select(property => property.Name).ToFrozenSet(StringComparer.Ordinal);

    public IEnumerable<PropertyFault> FaultsIn(JsonElement properties)
    {
        foreach (var property in Properties)
        {
            if (property.FaultOf(ItemReader.Member(properties, property.Name)) is { } fault)
            {
                yield return fault;
            }
        }

        if (!IsClosed)
        {
            yield break;
        }

        foreach (var member in properties.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && !_names.Contains(member.Name)))
        {
            yield return PropertyFault.Unexpected(member.Name, member.Value, _names);
        }
    }
}

/// <summary>What a property should be. Null is the same as absent, as it is for rules.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">One of <see cref="PropertyType"/>.</param>
/// <param name="IsRequired">Whether it has to be there.</param>
/// <param name="OneOf">The values that it may have, texts compared character by character; null: any.</param>
internal sealed record PlannedProperty(string Name, string Type, bool IsRequired, IReadOnlyList<JsonElement>? OneOf)
{
    private readonly PropertyValue[]? _values = OneOf?.Select(EventProperties.Of).ToArray();

    /// <summary>What it should be, in words.</summary>
    public string Expected => OneOf is not null ? "one of " + string.Join(", ", OneOf.Select(value => PropertyFault.Show(value))) : PropertyType.InWords(Type);

    public PropertyFault? FaultOf(JsonElement? value) => value switch
    {
        null => IsRequired ? PropertyFault.Missing(this) : null,
        { } found when !PropertyType.Is(Type, found.ValueKind) => PropertyFault.WrongType(this, found),
        { } found when _values is not null && !_values.Contains(EventProperties.Of(found)) => PropertyFault.NotOneOf(this, found),
        _ => null,
    };
}

/// <summary>The types of properties, as they stand in documents.</summary>
internal static class PropertyType
{
    public const string Any = "any";

    public static readonly IReadOnlyList<string> All = ["string", "number", "boolean", "array", "object", Any];

    public static bool Is(string type, JsonValueKind kind) => type == Any || type == OfKind(kind);

    public static string OfKind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    public static string InWords(string type) => type switch
    {
        "string" => ItemReader.NameOf(JsonValueKind.String),
        "number" => ItemReader.NameOf(JsonValueKind.Number),
        "boolean" => ItemReader.NameOf(JsonValueKind.True),
        "array" => ItemReader.NameOf(JsonValueKind.Array),
        "object" => ItemReader.NameOf(JsonValueKind.Object),
        _ => "any value",
    };
}
