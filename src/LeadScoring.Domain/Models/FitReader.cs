using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>Reads the fit part of a model document.</summary>
internal sealed class FitReader
{
    private const int MostCriteria = 64;
    private const int MostTiers = 50;
    private static readonly string[] Matches = ["from", "to", "oneOf", "endsWith", "containsWord"];

    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);
    private readonly NameUse _use = new();

    public FitReader(ModelNode root)
    {
        foreach (var (name, node) in root.Optional("lists")?.Members() ?? [])
        {
            _lists[name] = [.. node.Items(10_000).Select(item => item.Text().Trim())];
        }

        if (root.Required("fit") is not { } fit || !fit.IsObjectOf("criteria", "tiers", "effect"))
        {
            return;
        }

        Criteria = [.. (fit.Required("criteria")?.Items(MostCriteria) ?? []).Select(ReadCriterion)];
        ModelReader.CheckKeys(fit.Optional("criteria"), Criteria.Select(criterion => criterion.Key));
        Tiers = ModelReader.ReadTiers(fit.Required("tiers"), ScoringModel.MostFit);
        Effect = FitEffectReader.Read(fit.Optional("effect"), Tiers);
    }

    public IReadOnlyList<FitCriterion> Criteria { get; } = [];
    public IReadOnlyList<ScoreTier> Tiers { get; } = [];
    public FitEffect? Effect { get; }

    /// <summary>The lists that no criterion uses.</summary>
    public IReadOnlyList<string> UnusedLists => _use.Unused(_lists.Keys);

    private FitCriterion ReadCriterion(ModelNode node)
    {
        node.IsObjectOf("key", "label", "play", "attribute", "blocks", "tiers");
        var key = node.Required("key") is { } named ? CriterionReader.Key(named) : "";
        var attribute = node.Required("attribute") is { } about ? ReadAttribute(about) : "";
        var nodes = (node.Required("tiers")?.Items(MostTiers) ?? []).ToList();
        var blocks = node.Optional("blocks")?.Flag() ?? false;
        FitTier[] tiers = [.. nodes.Select(tier => ReadTier(tier, attribute, blocks))];
        CriterionReader.CheckTiers(node, nodes, [.. tiers.Select(tier => tier.Points)], (always, tier) => Covers(tiers[always], tiers[tier]));
        return new FitCriterion(key, node.Optional("label")?.Text() ?? key, attribute, tiers, blocks)
        {
            Play = node.Optional("play")?.Text(),
        };
    }

    private FitTier ReadTier(ModelNode node, string attribute, bool blocks)
    {
        node.IsObjectOf(["points", "attribute", .. Matches]);
        return new FitTier(
            blocks && !node.Has("points") ? Scoring.Points.Zero : CriterionReader.Points(node),
            node.Optional("attribute") is { } own ? ReadAttribute(own) : attribute,
            ReadMatch(node));
    }

    private static string ReadAttribute(ModelNode node)
    {
        var name = node.Text();
        if (!LeadProfile.Names.Contains(name, StringComparer.Ordinal) && !name.StartsWith("traits.", StringComparison.Ordinal) && !name.StartsWith("accountTraits.", StringComparison.Ordinal))
        {
            node.Error($"is not an attribute; known are {string.Join(", ", LeadProfile.Names.Order(StringComparer.Ordinal))}, traits.NAME and accountTraits.NAME");
        }

        return name;
    }

    private AttributeMatch ReadMatch(ModelNode node)
    {
        var given = Matches.Where(node.Has).ToArray();
        if (given is ["from"] or ["to"] or ["from", "to"])
        {
            var range = new AttributeMatch.Range(Bound(node.Optional("from")), Bound(node.Optional("to")));
            if (range.From > range.To)
            {
                node.Error("can never be reached: from is greater than to");
            }

            return range;
        }

        if (given.Length != 1)
        {
            node.Error("must have one of from and to, oneOf, endsWith, containsWord");
            return new AttributeMatch.Range(null, null);
        }

        var texts = ReadTexts(node.Optional(given[0])!.Value);
        return given[0] switch
        {
            "oneOf" => new AttributeMatch.OneOf(texts.ToHashSet(StringComparer.OrdinalIgnoreCase)),
            "endsWith" => new AttributeMatch.EndsWith(texts),
            _ => new AttributeMatch.ContainsWord(texts),
        };
    }

    /// <summary>A list of texts, or the name of one under <c>$.lists</c>.</summary>
    private string[] ReadTexts(ModelNode node)
    {
        if (node.Element.ValueKind == JsonValueKind.String)
        {
            var name = node.Text();
            _use.Note(name);
            if (_lists.TryGetValue(name, out var named))
            {
                return named;
            }

            node.Error("is not declared under $.lists");
            return [];
        }

        string[] texts = [.. node.Items(10_000).Select(item => item.Text().Trim())];
        if (texts.Length == 0 && node.Element.ValueKind == JsonValueKind.Array)
        {
            node.Error("can never be reached: the list is empty");
        }

        return texts;
    }

    private static double? Bound(ModelNode? node) =>
        node?.Number(-PropertyValue.GreatestNumber, PropertyValue.GreatestNumber, "from -1e15 to 1e15");

    /// <summary>Whether everything that reaches one tier reaches the other as well.</summary>
    private static bool Covers(FitTier wide, FitTier narrow) => wide.Attribute == narrow.Attribute && (wide.Match, narrow.Match) switch
    {
        (AttributeMatch.Range w, AttributeMatch.Range n) => !(w.From > (n.From ?? double.MinValue)) && !(w.To < (n.To ?? double.MaxValue)),
        (AttributeMatch.OneOf w, AttributeMatch.OneOf n) => n.Texts.All(w.Texts.Contains),
        (AttributeMatch.EndsWith w, AttributeMatch.EndsWith n) => n.Texts.All(text => w.Texts.Any(end => text.EndsWith(end, StringComparison.OrdinalIgnoreCase))),
        (AttributeMatch.ContainsWord w, AttributeMatch.ContainsWord n) => n.Texts.All(text => w.Texts.Contains(text, StringComparer.OrdinalIgnoreCase)),
        _ => false,
    };
}
