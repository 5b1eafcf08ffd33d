using System.Globalization;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Several products: the one with the most points counts, with a bonus for how many are in use.</summary>
internal static class Products
{
    /// <summary>What the products add together. A product is in use when its criteria come to more than 0 points.</summary>
    public static Points Of(ScoringModel model, Span<Points> products, List<Contribution>? receipts)
    {
        if (products.IsEmpty)
        {
            return Points.Zero;
        }

        var (highest, all, inUse) = (products[0], Points.Zero, 0);
        foreach (var product in products)
        {
            highest = Points.Max(highest, product);
            all += product;
            inUse += product > Points.Zero ? 1 : 0;
        }

        var others = all - highest;
        if (others != Points.Zero)
        {
            receipts?.Add(new Contribution(Contribution.OtherProducts, "Only the highest product counts", -others, Contribution.AdjustmentLayer, Evidence.None));
        }

        var bonus = BonusFor(model, inUse);
        if (bonus != Points.Zero)
        {
            receipts?.Add(new Contribution(
                Contribution.ProductBonus,
                "Uses several products",
                bonus,
                Contribution.AdjustmentLayer,
                new Evidence(Value: inUse.ToString(CultureInfo.InvariantCulture))));
        }

        return highest + bonus;
    }

    private static Points BonusFor(ScoringModel model, int inUse)
    {
        var bonus = Points.Zero;
        for (var i = 0; i < model.ProductBonuses.Count; i++)
        {
            bonus = inUse >= model.ProductBonuses[i].Products ? model.ProductBonuses[i].Points : bonus;
        }

        return bonus;
    }
}
