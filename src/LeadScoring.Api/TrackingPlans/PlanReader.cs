using System.Collections.Frozen;
using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.TrackingPlans;

/// <summary>
/// Reads a tracking plan from its document, strictly: members that are not known, types that there are not, values that can never
/// occur are faults, each with its JSON path. All faults are found in one pass.
/// </summary>
internal static class PlanReader
{
    private const int MostValues = 200;
    private const int MostDescription = 2_000;
    private static readonly string[] Modes = ["observe", "enforce"];
    private static readonly string[] Unplanned = ["allow", "report", "enforce"];

    /// <summary>The plan; null, and its faults by their paths.</summary>
    public static TrackingPlan? Read(JsonElement document, out IReadOnlyDictionary<string, string> faults)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        faults = found;
        if (JsonFaults.FaultOf(document, "$") is { } unstorable)
        {
            found["$"] = unstorable;
            return null;
        }

        var members = new PlanNode(document, "$", found).Members("mode", "unplanned", "events");
        var plan = new TrackingPlan(
            members.TryGetValue("mode", out var mode) && mode.Word(Modes) == "enforce",
            members.TryGetValue("unplanned", out var unplanned) ? (UnplannedEvents)Array.IndexOf(Unplanned, unplanned.Word(Unplanned)) : UnplannedEvents.Allow,
            members.TryGetValue("events", out var events) ? events.Members().ToFrozenDictionary(each => each.Key, each => ReadEvent(each.Key, each.Value), StringComparer.Ordinal) : FrozenDictionary<string, PlannedEvent>.Empty);
        if (!plan.IsEmpty && !members.ContainsKey("mode"))
        {
            found["$.mode"] = $"is missing: say {string.Join(" or ", Modes)}";
        }

        return found.Count == 0 ? plan : null;
    }

    private static PlannedEvent ReadEvent(string name, PlanNode node)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > IntakeLimits.EventName)
        {
            node.Fault($"is no name that an event can have: 1 to {IntakeLimits.EventName} characters");
        }

        var members = node.Members("description", "properties", "additional");
        ReadDescription(members);
        return new PlannedEvent(
            members.TryGetValue("properties", out var properties) ? [.. properties.Members().Select(each => ReadProperty(each.Key, each.Value))] : [],
            members.TryGetValue("additional", out var additional) && !additional.Flag());
    }

    private static PlannedProperty ReadProperty(string name, PlanNode node)
    {
        var members = node.Members("description", "type", "required", "oneOf");
        ReadDescription(members);
        var type = members.TryGetValue("type", out var typeNode) ? typeNode.Word(PropertyType.All) : PropertyType.Any;
        return new PlannedProperty(
            name,
            type,
            members.TryGetValue("required", out var required) && required.Flag(),
            members.TryGetValue("oneOf", out var oneOf) ? [.. oneOf.Items(MostValues).Select(item => ReadValue(item, type))] : null);
    }

    private static JsonElement ReadValue(PlanNode node, string type)
    {
        if (EventProperties.Of(node.Element).Kind is PropertyKind.None or PropertyKind.Other)
        {
            node.Fault("must be a text, a number of at most 1e15, true or false");
        }
        else if (!PropertyType.Is(type, node.Element.ValueKind))
        {
            node.Fault($"can never occur: the type is {type}");
        }

        return node.Element;
    }

    private static void ReadDescription(IReadOnlyDictionary<string, PlanNode> members)
    {
        if (members.TryGetValue("description", out var node) && (node.Element.ValueKind != JsonValueKind.String || node.Element.GetString()!.Length > MostDescription))
        {
            node.Fault($"must be a text of at most {MostDescription} characters");
        }
    }
}
