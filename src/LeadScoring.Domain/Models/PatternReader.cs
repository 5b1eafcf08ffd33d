using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>Reads which events a signal counts.</summary>
/// <param name="filterNamed">Finds the signals that a period names.</param>
internal sealed class PatternReader(Func<ModelNode?, EventFilter> filterNamed)
{
    private const int MostPatterns = 64;

    public static bool MentionsPeriod(JsonElement signal) =>
        signal.ValueKind == JsonValueKind.Array && signal.EnumerateArray().Any(pattern => pattern.ValueKind == JsonValueKind.Object && (pattern.TryGetProperty("during", out _) || pattern.TryGetProperty("after", out _)));

    public EventFilter ReadFilter(ModelNode node)
    {
        EventPattern[] patterns = [.. node.Items(MostPatterns).Select(ReadPattern)];
        if (patterns.Length == 0 && node.Element.ValueKind == JsonValueKind.Array)
        {
            node.Error("must name at least one event");
        }

        return new EventFilter(patterns);
    }

    private EventPattern ReadPattern(ModelNode node)
    {
        node.IsObjectOf("event", "where", "identified", "after", "during");
        PropertyCondition[] where = [.. (node.Optional("where")?.Members() ?? []).SelectMany(member => ReadConditions(member.Name, member.Node))];
        if (node.Optional("where") is { } conditions)
        {
            ShareCondition.Check(conditions, where);
        }

        return new EventPattern(
            node.Required("event")?.Text() ?? "",
            where,
            node.Optional("identified")?.Flag(),
            new PeriodReader(filterNamed).Read(node));
    }

    private static List<PropertyCondition> ReadConditions(string property, ModelNode node)
    {
        if (node.Element.ValueKind != JsonValueKind.Object)
        {
            return [new PropertyCondition(property, Comparison.OneOf, [ReadScalar(node)])];
        }

        node.IsObjectOf("oneOf", "atLeast", "above", "atMost", "below", "atLeastShareOf", "exists");
        List<PropertyCondition> conditions = [];
        if (node.Optional("oneOf") is { } oneOf)
        {
            PropertyValue[] values = [.. oneOf.Items(1_000).Select(ReadScalar)];
            if (values.Length == 0 && oneOf.Element.ValueKind == JsonValueKind.Array)
            {
                oneOf.Error("can never be met: the list is empty");
            }

            conditions.Add(new PropertyCondition(property, Comparison.OneOf, values));
        }

        foreach (var (name, comparison) in (ReadOnlySpan<(string, Comparison)>)[("atLeast", Comparison.AtLeast), ("above", Comparison.Above), ("atMost", Comparison.AtMost), ("below", Comparison.Below)])
        {
            if (node.Optional(name) is { } bound)
            {
                conditions.Add(new PropertyCondition(property, comparison, [PropertyValue.Of(bound.Number(-PropertyValue.GreatestNumber, PropertyValue.GreatestNumber, "from -1e15 to 1e15"))]));
            }
        }

        if (node.Optional("atLeastShareOf") is { } share && ShareCondition.Read(property, share) is { } atLeastShare)
        {
            conditions.Add(atLeastShare);
        }

        if (node.Optional("exists") is { } exists)
        {
            conditions.Add(new PropertyCondition(property, exists.Flag() ? Comparison.Exists : Comparison.Missing, []));
        }

        if (conditions.Count == 0)
        {
            node.Error("must compare with something");
        }
        else if (!CanBeMet(conditions))
        {
            node.Error("can never be met: no number is within these bounds");
        }

        return conditions;
    }

    private static bool CanBeMet(List<PropertyCondition> conditions)
    {
        double Bound(Comparison comparison, double none) =>
            conditions.Find(condition => condition.Comparison == comparison)?.Values[0].Number ?? none;

        var (atLeast, above) = (Bound(Comparison.AtLeast, double.MinValue), Bound(Comparison.Above, double.MinValue));
        var (atMost, below) = (Bound(Comparison.AtMost, double.MaxValue), Bound(Comparison.Below, double.MaxValue));
        return atLeast <= atMost && atLeast < below && above < atMost && above < below;
    }

    private static PropertyValue ReadScalar(ModelNode node)
    {
        switch (node.Element.ValueKind)
        {
            case JsonValueKind.String: return PropertyValue.Of(node.Text());
            case JsonValueKind.True or JsonValueKind.False: return PropertyValue.Of(node.Flag());
            case JsonValueKind.Number: return PropertyValue.Of(node.Number(-PropertyValue.GreatestNumber, PropertyValue.GreatestNumber, "from -1e15 to 1e15"));
            default:
                node.Error("must be a text, a number, true or false");
                return PropertyValue.Other;
        }
    }
}
