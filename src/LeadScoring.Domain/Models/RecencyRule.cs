namespace LeadScoring.Domain.Models;

/// <summary>What happened a short time ago counts more.</summary>
/// <param name="Hours">A criterion counts more for less than this many hours after the last event of its signal.</param>
/// <param name="Multiplier">By what its points are multiplied then, 1 to 5; penalties are not.</param>
public sealed record RecencyRule(int Hours, double Multiplier);

/// <summary>Reads the recency of a model document.</summary>
internal static class RecencyReader
{
    public static RecencyRule? Read(ModelNode? node)
    {
        if (node is not { } recency || !recency.IsObjectOf("hours", "multiplier"))
        {
            return null;
        }

        return new RecencyRule(recency.Required("hours")?.Whole(1, 24 * 30) ?? 1, recency.Required("multiplier")?.Number(1, 5, "from 1 to 5") ?? 1);
    }
}
