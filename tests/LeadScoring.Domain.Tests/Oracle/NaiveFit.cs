using System.Text.RegularExpressions;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>Fit, read off the rules.</summary>
internal sealed class NaiveFit
{
    private static readonly string[] OfPeople = ["title", "department", "plan", "seniority", "emailDomain"];

    public NaiveFit(ScoringModel model, LeadProfile profile)
    {
        foreach (var criterion in model.Fit)
        {
            var matched = criterion.Tiers.Where(tier => profile[tier.Attribute] is { } value && Matches(tier.Match, value)).ToList();
            var isKnown = criterion.Tiers.Any(tier => profile[tier.Attribute] is not null);
            var isPositive = criterion.Tiers.Any(tier => tier.Points.Hundredths > 0) && !criterion.Tiers.All(tier => profile.IsOfAccount ? IsOfPeople(tier.Attribute) : tier.Attribute == "departments");
            Positive += isPositive ? 1 : 0;
            if (isPositive && !isKnown)
            {
                Unknown.Add(criterion);
            }

            if (criterion.Blocks && matched.Count > 0)
            {
                BlockedBy.Add("disqualified:" + criterion.Key);
            }

            if (matched.MaxBy(tier => Math.Abs(tier.Points.Hundredths)) is { } best)
            {
                Raw += best.Points.Hundredths;
                if (best.Points.Hundredths != 0)
                {
                    Lines.Add(new Contribution(criterion.Key, criterion.Label, best.Points, "fit", new Evidence(Value: profile[best.Attribute]!.Text)));
                }
            }
        }

        Score = Math.Min(5_000, Math.Max(0, Raw));
        Tier = model.FitTiers.Count(tier => Score >= tier.From.Hundredths) - 1;
        if (Score != Raw)
        {
            Lines.Add(new Contribution("fit_limit", "", new Points(Score - Raw), "fit", Evidence.None));
        }
    }

    /// <summary>Hundredths of a point, as all scores here.</summary>
    public int Score { get; }

    /// <summary>The position of the tier, from the lowest.</summary>
    public int Tier { get; }
    public int Raw { get; }
    public int Positive { get; }
    public List<FitCriterion> Unknown { get; } = [];
    public List<string> BlockedBy { get; } = [];
    public List<Contribution> Lines { get; } = [];

    private static bool IsOfPeople(string attribute) => OfPeople.Contains(attribute) || attribute.StartsWith("traits.", StringComparison.Ordinal);

    private static bool Matches(AttributeMatch match, AttributeValue value) => match switch
    {
        AttributeMatch.Range range => value.Number is { } number && (range.From is not { } from || number >= from) && (range.To is not { } to || number <= to),
        AttributeMatch.OneOf oneOf => Texts(value).Any(text => oneOf.Texts.Any(wanted => string.Equals(wanted, text, StringComparison.OrdinalIgnoreCase))),
        AttributeMatch.EndsWith endsWith => Texts(value).Any(text => endsWith.Texts.Any(end => text.EndsWith(end, StringComparison.OrdinalIgnoreCase))),
        AttributeMatch.ContainsWord words => Texts(value).Any(text => words.Texts.Any(word => HasWord(text, word))),
        _ => throw new InvalidOperationException("The oracle does not know " + match),
    };

    private static bool HasWord(string text, string word) =>
        Regex.IsMatch(text, $@"(?<![\p{{L}}\p{{Nd}}]){Regex.Escape(word)}(?![\p{{L}}\p{{Nd}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private static IReadOnlyList<string> Texts(AttributeValue value) => value.Items ?? [value.Text];
}
