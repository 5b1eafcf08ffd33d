using System.Globalization;
using System.Text.Json;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>
/// Reads a scoring model from its JSON document (schema: <c>scoring-model.schema.json</c>), strictly: a member that is not
/// known, a name that is not declared, a threshold beyond what a digest may hold, a tier that can never count are faults,
/// each with the JSON path. All faults of a document are found in one pass.
/// </summary>
public static class ModelReader
{
    /// <summary>Lines of points that the engine adds itself; criteria may not take their keys.</summary>
    internal static readonly string[] ReservedKeys =
        [Contribution.FitLimit, Contribution.Velocity, Contribution.Decay, Contribution.Floor, Contribution.Cap, Contribution.OtherProducts, Contribution.ProductBonus,
            Contribution.Recency, Contribution.FitGate, Contribution.FitMultiplier, Contribution.FreeTierCeiling];

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    public static ScoringModel Read(string json) => Read(json, out _);

    /// <summary>Reads a model, and tells which declarations no rule uses, as JSON paths.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    internal static ScoringModel Read(string json, out IReadOnlyList<string> unused)
    {
        List<ModelError> errors = [];
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            var model = Read(new ModelNode(document.RootElement, "$", errors), out unused);
            return errors.Count == 0 ? model : throw new ModelException([.. errors.Distinct()]);
        }
        catch (JsonException e)
        {
            throw new ModelException([new ModelError("$", string.Create(CultureInfo.InvariantCulture, $"is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"))]);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new ModelException([new ModelError("$", "has a text with a broken surrogate pair")]);
        }
    }

    private static ScoringModel Read(ModelNode root, out IReadOnlyList<string> unused)
    {
        root.IsObjectOf("$schema", "key", "name", "description", "lists", "signals", "activity", "start", "fit", "behavior", "pql", "account", "bands", "spikes", "conversion", "maturity", "salesCycleDays", "total", "priorities");
        _ = root.Optional("$schema")?.Text();
        _ = root.Optional("description")?.Text();
        var signals = new SignalReader(root);
        var fit = new FitReader(root);
        var behavior = new BehaviorReader(root, signals);
        var pql = PqlReader.Read(root.Required("pql"), signals, behavior.FreeTier is not null);
        var spikes = SpikeReader.Read(root.Optional("spikes"), signals);
        string[] blockReasons =
        [
            .. fit.Criteria.Where(criterion => criterion.Blocks).Select(criterion => "disqualified:" + criterion.Key),
            .. pql.BlockedBy.Select(block => block.Key),
            .. behavior.FreeTier is null ? Array.Empty<string>() : [FreeTierRule.Reason],
        ];
        if (blockReasons.Length > 64)
        {
            root.Error("has more than 64 reasons to block");
        }

        var conversion = root.Optional("conversion") is { } bought ? signals.Plain(bought) : (int?)null;
        unused = [.. fit.UnusedLists.Select(name => "$.lists." + name), .. signals.Unused.Select(name => "$.signals." + name)];
        return new ScoringModel
        {
            Key = root.Required("key") is { } key ? KeyOf(key) : "",
            Name = root.Required("name")?.Text() ?? "",
            Activity = signals.Activity,
            Start = signals.Start,
            Fit = fit.Criteria,
            Behavior = behavior.Criteria,
            Velocity = behavior.Velocity,
            KeyActions = behavior.KeyActions,
            Decay = behavior.Decay,
            Recency = behavior.Recency,
            FreeTier = behavior.FreeTier,
            FitEffect = fit.Effect,
            Total = TotalReader.Read(root.Optional("total")),
            Priorities = PriorityMatrix.Read(root.Optional("priorities"), fit.Tiers.Count, behavior.Tiers.Count),
            Products = behavior.Products,
            ProductBonuses = behavior.ProductBonuses,
            FitTiers = fit.Tiers,
            BehaviorTiers = behavior.Tiers,
            Bands = ReadBands(root.Required("bands")),
            Pql = pql,
            Account = PqlReader.ReadAccount(root.Optional("account"), pql),
            Spikes = spikes,
            BlockReasons = blockReasons,
            Conversion = conversion,
            Maturity = root.Optional("maturity") is { } maturity ? ReadMaturity(maturity) : ModelMaturity.Standard,
            SalesCycleDays = root.Optional("salesCycleDays")?.Whole(1, Window.MostDays),
            Signals = signals.Compiled,
            SignalNames = signals.Named,
        };
    }

    /// <summary>A name in lower case, which answers and paths carry as it is.</summary>
    internal static string KeyOf(ModelNode node)
    {
        var key = node.Text();
        if (key.Length > 0 && !ModelKey.IsWellFormed(key))
        {
            node.Error($"must be a key: {ModelKey.Rule}");
        }

        return key;
    }

    internal static IReadOnlyList<ScoreTier> ReadTiers(ModelNode? node, Points most)
    {
        ScoreTier[] tiers = [.. (node?.Items(20) ?? []).Select(item =>
        {
            item.IsObjectOf("key", "from");
            return new ScoreTier(item.Required("key") is { } key ? KeyOf(key) : "", item.Required("from")?.Points(0, most.Hundredths / 100) ?? Points.Zero);
        })];
        CheckSteps(node, [.. tiers.Select(tier => (tier.Key, tier.From.Hundredths))]);
        return [.. tiers.OrderBy(tier => tier.From)];
    }

    private static IReadOnlyList<Band> ReadBands(ModelNode? node)
    {
        Band[] bands = [.. (node?.Items(20) ?? []).Select(item =>
        {
            item.IsObjectOf("key", "from");
            return new Band(item.Required("key") is { } key ? KeyOf(key) : "", item.Required("from")?.Whole(0, 100) ?? 0);
        })];
        CheckSteps(node, [.. bands.Select(band => (band.Key, band.From))]);
        return [.. bands.OrderBy(band => band.From)];
    }

    private static void CheckSteps(ModelNode? node, (string Key, int From)[] steps)
    {
        if (node is null || (steps.Length > 0 && steps.Any(step => step.From == 0) && steps.DistinctBy(step => step.Key, StringComparer.Ordinal).Count() == steps.Length && steps.DistinctBy(step => step.From).Count() == steps.Length))
        {
            return;
        }

        node.Value.Error("must have one step from 0, and neither a key nor a start twice");
    }

    private static ModelMaturity ReadMaturity(ModelNode node)
    {
        switch (node.Text())
        {
            case "standard": return ModelMaturity.Standard;
            case "starter": return ModelMaturity.Starter;
            default:
                node.Error("must be one of starter, standard");
                return ModelMaturity.Standard;
        }
    }

    internal static void CheckKeys(ModelNode? node, IEnumerable<string> keys)
    {
        foreach (var key in keys.GroupBy(key => key, StringComparer.Ordinal).Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            node?.Error($"has the key '{key.Key}' twice");
        }
    }
}
