using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the behavior part of a model document.</summary>
internal sealed class BehaviorReader
{
    private const int MostCriteria = 200;
    private const int MostTiers = 50;
    private const int MostBurstActions = SignalDefinition.Capacity / 2;

    private readonly SignalReader _signals;
    private readonly List<EventPattern> _keyActions = [];

    public BehaviorReader(ModelNode root, SignalReader signals)
    {
        _signals = signals;
        if (root.Required("behavior") is not { } behavior || !behavior.IsObjectOf("criteria", "tiers", "velocity", "decay", "products", "recency", "freeTier"))
        {
            return;
        }

        (Products, ProductBonuses) = ProductsReader.Read(behavior.Optional("products"));
        if (behavior.Optional("decay")?.Optional("kind") is { Element.ValueKind: System.Text.Json.JsonValueKind.String } kind && kind.Text() == "halfLife" && Products.Count > 0)
        {
            kind.Error("cannot be combined with products: which product is the highest would change with age alone");
        }

        Criteria = [.. (behavior.Required("criteria")?.Items(MostCriteria) ?? []).Select(ReadCriterion)];
        ModelReader.CheckKeys(behavior.Optional("criteria"), Criteria.Select(criterion => criterion.Key));
        Tiers = ModelReader.ReadTiers(behavior.Required("tiers"), ScoringModel.MostBehavior);
        Velocity = behavior.Optional("velocity") is { } velocity ? ReadVelocity(velocity) : null;
        Decay = behavior.Optional("decay") is { } decay ? DecayReader.Read(decay, _signals, [.. Criteria.Select(criterion => criterion.Layer)]) : null;
        if (Decay is { Layers.Count: > 0 })
        {
            if (Products.Count > 0)
            {
                behavior.Optional("decay")?.Optional("layers")?.Error("cannot be combined with products: which product is the highest would change with age alone");
            }

            Criteria = [.. Criteria.Select(criterion => criterion with { Pool = Decay.Layers.ToList().FindIndex(layer => layer.Layer == criterion.Layer) })];
        }

        Recency = RecencyReader.Read(behavior.Optional("recency"));
        FreeTier = FreeTierReader.Read(behavior.Optional("freeTier"), _signals);
        KeyActions = Velocity is { } rule ? [rule.Slot] : SlotsOfKeyActions();
    }

    public IReadOnlyList<BehaviorCriterion> Criteria { get; } = [];
    public IReadOnlyList<ScoreTier> Tiers { get; } = [];
    public IReadOnlyList<string> Products { get; } = [];
    public IReadOnlyList<ProductBonus> ProductBonuses { get; } = [];
    public VelocityRule? Velocity { get; }
    public DecayRule? Decay { get; }
    public RecencyRule? Recency { get; }
    public FreeTierRule? FreeTier { get; }
    public IReadOnlyList<int> KeyActions { get; } = [];

    /// <summary>The signals of the key-action criteria, each once whatever is measured over it.</summary>
    private int[] SlotsOfKeyActions()
    {
        var compiled = _signals.Compiled;
        return [.. Criteria.Where(criterion => criterion.BurstPatterns != 0)
            .SelectMany(criterion => criterion.Tiers.Select(tier => tier.Condition.Slot))
            .DistinctBy(slot => compiled[slot].Filter.Canonical, StringComparer.Ordinal)];
    }

    private BehaviorCriterion ReadCriterion(ModelNode node)
    {
        node.IsObjectOf(["key", "label", "play", "layer", "keyAction", "product", "voidedBy", "tiers", "each", "most", .. SignalReader.MeasureMembers]);
        var key = node.Required("key") is { } named ? CriterionReader.Key(named) : "";
        var each = node.Optional("each") is { } times ? EachTimeReader.Read(times) : null;
        if (each is not null)
        {
            node.Optional("tiers")?.Error("does not belong here: each says what the criterion is worth");
        }

        var nodes = (each is null ? node.Required("tiers") : null)?.Items(MostTiers).ToList() ?? [];
        var tiers = each is null ? ReadTiers(node, nodes) : [new BehaviorTier(each.Points, _signals.ReadEach(node, each))];
        return new BehaviorCriterion(
            key,
            node.Optional("label")?.Text() ?? key,
            node.Required("layer") is { } layer ? ReadLayer(layer) : "",
            tiers,
            [.. (node.Optional("voidedBy")?.Items(20) ?? []).Select(item => _signals.Plain(item))],
            node.Optional("keyAction")?.Flag() == true ? AddKeyActions(node, each is null ? nodes : [node]) : 0,
            node.Optional("product") is { } product ? ProductsReader.PositionOf(product, Products) : null)
        {
            Each = each,
            Most = node.Optional("most") is { } most ? ReadMost(most, node, tiers) : null,
            Play = node.Optional("play")?.Text(),
        };
    }

    private BehaviorTier[] ReadTiers(ModelNode node, List<ModelNode> nodes)
    {
        List<AskedMeasure> asked = [];
        BehaviorTier[] tiers = [.. nodes.Select(tier => ReadTier(tier, node, asked))];
        foreach (var name in SignalReader.MeasureMembers.Where(name => nodes.Count > 0 && nodes.TrueForAll(tier => tier.Has(name))))
        {
            node.Optional(name)?.Error("is never read: every tier has its own");
        }

        CriterionReader.CheckTiers(node, nodes, [.. tiers.Select(tier => tier.Points)], (wide, narrow) => asked[wide].Covers(asked[narrow]));
        return tiers;
    }

    /// <summary>What a criterion is worth at most when it is multiplied.</summary>
    private static Points ReadMost(ModelNode node, ModelNode criterion, BehaviorTier[] tiers)
    {
        var most = node.Points(0, Points.Limit);
        if (criterion.Has("each"))
        {
            node.Error("does not belong here: each has a most of its own");
        }
        else if (Array.Exists(tiers, tier => tier.Points > most || tier.Points < Points.Zero))
        {
            node.Error("is less than what a tier is worth, or belongs to a penalty, which is not multiplied");
        }

        return most;
    }

    private BehaviorTier ReadTier(ModelNode node, ModelNode criterion, List<AskedMeasure> asked)
    {
        node.IsObjectOf(["points", "atLeast", "atMost", .. SignalReader.MeasureMembers]);
        var (condition, measure) = _signals.ReadAsked(node, criterion, node.Optional("atLeast"));
        asked.Add(measure);
        return new BehaviorTier(CriterionReader.Points(node), condition);
    }

    private static string ReadLayer(ModelNode node)
    {
        var layer = ModelReader.KeyOf(node);
        if (layer is Contribution.FitLayer or Contribution.AdjustmentLayer)
        {
            node.Error($"is taken: '{layer}' names lines that are not behavior criteria");
        }

        return layer;
    }

    /// <summary>The bits of the criterion's patterns within the velocity signal; patterns that several criteria share have one bit.</summary>
    private ulong AddKeyActions(ModelNode criterion, List<ModelNode> tiers)
    {
        var bits = 0UL;
        foreach (var pattern in tiers.SelectMany(tier => _signals.Filter(tier.Optional("signal") ?? criterion.Optional("signal")).Patterns))
        {
            var bit = _keyActions.FindIndex(known => known.Canonical == pattern.Canonical);
            if (bit < 0)
            {
                bit = _keyActions.Count;
                _keyActions.Add(pattern);
            }

            bits |= 1UL << (bit & 63);
        }

        return bits;
    }

    private VelocityRule ReadVelocity(ModelNode node)
    {
        node.IsObjectOf("actions", "hours", "points", "share", "lapseDays");
        if (node.Has("points") == node.Has("share"))
        {
            node.Error("must have either points or share");
        }

        if (_keyActions.Count is 0 or > 64)
        {
            node.Error($"needs 1 to 64 kinds of key action; the criteria with keyAction have {_keyActions.Count}");
        }

        var actions = node.Required("actions")?.Whole(2, MostBurstActions) ?? 2;
        var hours = node.Required("hours")?.Whole(1, 24 * 30) ?? 1;
        var slot = _signals.Slot(new EventFilter([.. _keyActions]), null, new SignalNeeds
        {
            BurstActions = actions,
            BurstSpan = hours * Instant.Hour,
            BurstPatterns = node.Has("share"),
        });
        return new VelocityRule(
            slot,
            actions,
            hours,
            node.Optional("points")?.Points(0, 100),
            node.Optional("share")?.Number(0, 1, "from 0 to 1"),
            node.Required("lapseDays")?.Whole(1, Window.MostDays) ?? 1);
    }
}
