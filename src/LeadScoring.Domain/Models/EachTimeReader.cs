using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads points for each time.</summary>
internal static class EachTimeReader
{
    public static EachTime Read(ModelNode node)
    {
        node.IsObjectOf("points", "most");
        var points = CriterionReader.Points(node);
        var most = node.Required("most")?.Points(-Points.Limit, Points.Limit) ?? points;
        if (points != Points.Zero && (Math.Sign(most.Hundredths) != Math.Sign(points.Hundredths) || Math.Abs(most.Hundredths) < Math.Abs(points.Hundredths)))
        {
            node.Optional("most")?.Error("must have the sign of points, and be no nearer to zero");
            most = points;
        }

        return new EachTime(points, most);
    }
}
