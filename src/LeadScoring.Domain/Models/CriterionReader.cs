using System.Text.Json;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>What fit and behavior criteria have in common.</summary>
internal static class CriterionReader
{
    public static string Key(ModelNode node)
    {
        var key = ModelReader.KeyOf(node);
        if (ModelReader.ReservedKeys.Contains(key))
        {
            node.Error("is the key of a line that the engine adds itself; choose another");
        }

        return key;
    }

    public static Points Points(ModelNode tier)
    {
        var points = tier.Required("points")?.Points(-Scoring.Points.Limit, Scoring.Points.Limit) ?? Scoring.Points.Zero;
        if (tier.Optional("points") is { Element.ValueKind: JsonValueKind.Number } zero && zero.Element.GetDouble() == 0)
        {
            zero.Error("must not be 0: a tier that is worth nothing can be left out");
        }

        return points;
    }

    /// <summary>Notes tiers of mixed signs, and tiers that can never count because another one, further from zero or before it, is met whenever they are.</summary>
    public static void CheckTiers(ModelNode criterion, IReadOnlyList<ModelNode> nodes, IReadOnlyList<Points> points, Func<int, int, bool> covers)
    {
        if (nodes.Count == 0)
        {
            criterion.Optional("tiers")?.Error("must have at least one tier");
        }

        if (points.Any(each => each > Scoring.Points.Zero) && points.Any(each => each < Scoring.Points.Zero))
        {
            criterion.Optional("tiers")?.Error("must all have points of one sign; make the penalty a criterion of its own");
        }

        for (var tier = 0; tier < nodes.Count; tier++)
        {
            for (var other = 0; other < nodes.Count; other++)
            {
                var size = Math.Abs(points[tier].Hundredths);
                var otherSize = Math.Abs(points[other].Hundredths);
                if (other != tier && (otherSize > size || (otherSize == size && other < tier)) && covers(other, tier))
                {
                    nodes[tier].Error($"can never be reached: {nodes[other].Path} is met whenever this one is, and is worth as much or more");
                    break;
                }
            }
        }
    }
}
