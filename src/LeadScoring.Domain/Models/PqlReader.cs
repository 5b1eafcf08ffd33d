using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads what makes a lead, and an account, product-qualified.</summary>
internal static class PqlReader
{
    public static PqlRule Read(ModelNode? node, SignalReader signals, bool hasFreeTier)
    {
        if (node is not { } pql || !pql.IsObjectOf("total", "fit", "behavior", "blocks"))
        {
            return new PqlRule(Points.Zero, Points.Zero, Points.Zero, []);
        }

        PqlBlock[] blocks = [.. (pql.Optional("blocks")?.Items(64) ?? []).Select(item =>
        {
            item.IsObjectOf("key", "signal");
            var key = item.Required("key") is { } named ? ModelReader.KeyOf(named) : "";
            if (hasFreeTier && key == FreeTierRule.Reason)
            {
                item.Required("key")!.Value.Error("is the reason of $.behavior.freeTier; choose another");
            }

            return new PqlBlock(key, signals.Plain(item.Required("signal")));
        })];
        ModelReader.CheckKeys(pql.Optional("blocks"), blocks.Select(block => block.Key));
        return ReadThresholds(pql, blocks);
    }

    private static PqlRule ReadThresholds(ModelNode node, IReadOnlyList<PqlBlock> blocks) => new(
        node.Required("total")?.Points(0, 150) ?? Points.Zero,
        node.Required("fit")?.Points(0, 50) ?? Points.Zero,
        node.Required("behavior")?.Points(0, 100) ?? Points.Zero,
        blocks);

    /// <summary>What an account takes: where the document does not say, the same as a lead, and 30 days.</summary>
    public static AccountRule ReadAccount(ModelNode? node, PqlRule ofLeads)
    {
        if (node is not { } account || !account.IsObjectOf("pql", "activeDays"))
        {
            return new AccountRule(ofLeads, AccountRule.UsualActiveDays);
        }

        return new AccountRule(
            account.Optional("pql") is { } pql && pql.IsObjectOf("total", "fit", "behavior") ? ReadThresholds(pql, ofLeads.BlockedBy) : ofLeads,
            account.Optional("activeDays")?.Whole(1, Window.MostDays) ?? AccountRule.UsualActiveDays);
    }
}
