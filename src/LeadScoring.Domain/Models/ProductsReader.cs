using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the products that criteria may belong to, and what using several of them is worth.</summary>
internal static class ProductsReader
{
    public static (IReadOnlyList<string> Keys, IReadOnlyList<ProductBonus> Bonuses) Read(ModelNode? node)
    {
        if (node is not { } products || !products.IsObjectOf("keys", "bonuses"))
        {
            return ([], []);
        }

        string[] keys = [.. (products.Required("keys")?.Items(20) ?? []).Select(ModelReader.KeyOf)];
        ModelReader.CheckKeys(products.Optional("keys"), keys);
        ProductBonus[] bonuses = [.. (products.Optional("bonuses")?.Items(20) ?? []).Select(ReadBonus).OrderBy(bonus => bonus.Products)];
        if (bonuses.Zip(bonuses.Skip(1)).Any(pair => pair.First.Products == pair.Second.Products || pair.First.Points > pair.Second.Points))
        {
            products.Optional("bonuses")?.Error("must be worth at least as much for more products, and name no number of products twice");
        }

        return (keys, bonuses);
    }

    /// <summary>The product that a criterion names, as a position in the list; null when it is not declared.</summary>
    public static int? PositionOf(ModelNode node, IReadOnlyList<string> products)
    {
        var product = products.ToList().IndexOf(node.Text());
        if (product < 0)
        {
            node.Error("is not declared under $.behavior.products.keys");
            return null;
        }

        return product;
    }

    private static ProductBonus ReadBonus(ModelNode node)
    {
        node.IsObjectOf("products", "points");
        return new ProductBonus(node.Required("products")?.Whole(2, 20) ?? 2, node.Required("points")?.Points(0, 100) ?? Points.Zero);
    }
}
