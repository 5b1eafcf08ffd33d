using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>A behavior criterion: what somebody does, and the points it is worth.</summary>
/// <param name="Key">Its name in answers.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Layer">Which layer of signals it belongs to, such as <c>product</c>, <c>intent</c>, <c>marketing</c>.</param>
/// <param name="Tiers">The steps of the criterion. All have points of one sign; of those that are met, the one furthest from zero counts.</param>
/// <param name="VoidedBy">Signals whose event at or after the last one of the tier's signal cancels the tier; positions in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="BurstPatterns">Which patterns of the velocity signal are this criterion's, as bits; 0 when its events are no key actions.</param>
/// <param name="Product">The product it belongs to, as a position in <see cref="ScoringModel.Products"/>; null when it counts for all.</param>
public sealed record BehaviorCriterion(string Key, string Label, string Layer, IReadOnlyList<BehaviorTier> Tiers, IReadOnlyList<int> VoidedBy, ulong BurstPatterns, int? Product)
{
    /// <summary>Points for each time; null: for the furthest tier that is met. Then the only tier says what is measured, and is worth one time.</summary>
    public EachTime? Each { get; init; }

    /// <summary>The most that the criterion is worth when recency multiplies it; null for no limit.</summary>
    public Points? Most { get; init; }

    /// <summary>Which layer of <see cref="DecayRule.Layers"/> it fades with, by position; -1: with all others.</summary>
    public int Pool { get; init; } = -1;

    /// <summary>What to open the conversation with; null when the document does not say.</summary>
    public string? Play { get; init; }
}

/// <summary>Points for each time that something is measured, up to a limit.</summary>
/// <param name="Points">What one time is worth.</param>
/// <param name="Most">The limit, of the same sign; included.</param>
public sealed record EachTime(Points Points, Points Most)
{
    /// <summary>How many times reach the limit: more are not counted.</summary>
    public int Times { get; } = Points.Hundredths == 0 ? 0 : (int)(((long)Most.Hundredths + Points.Hundredths - Math.Sign(Points.Hundredths)) / Points.Hundredths);

    /// <summary>What so many times are worth.</summary>
    public Points PointsFor(int times)
    {
        var all = Math.Min(Math.Abs((long)Points.Hundredths) * times, Math.Abs((long)Most.Hundredths));
        return new Points((int)all * Math.Sign(Points.Hundredths));
    }
}

/// <summary>One step of a behavior criterion.</summary>
/// <param name="Points">What it is worth.</param>
/// <param name="Condition">When it is met.</param>
public sealed record BehaviorTier(Points Points, Condition Condition);

/// <summary>A fit criterion: what is known of a lead or its account, and the points it is worth.</summary>
/// <param name="Key">Its name in answers.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Attribute">The attribute it looks at, reported as missing when none of its tiers' attributes is known.</param>
/// <param name="Tiers">The bands. All have points of one sign; of those that match, the one furthest from zero counts.</param>
/// <param name="Blocks">Whether a match keeps the lead from being a PQL.</param>
public sealed record FitCriterion(string Key, string Label, string Attribute, IReadOnlyList<FitTier> Tiers, bool Blocks)
{
    /// <summary>What to open the conversation with; null when the document does not say.</summary>
    public string? Play { get; init; }

    /// <summary>Whether it can add points. Only these count for coverage and can be missing.</summary>
    public bool IsPositive { get; } = Tiers.Any(tier => tier.Points > Points.Zero);
}

/// <summary>One band of a fit criterion.</summary>
/// <param name="Points">What it is worth.</param>
/// <param name="Attribute">The attribute it looks at.</param>
/// <param name="Match">What the attribute must be.</param>
public sealed record FitTier(Points Points, string Attribute, AttributeMatch Match);

/// <summary>What an attribute must be. Texts are compared whatever their case.</summary>
public abstract record AttributeMatch
{
    /// <summary>Whether the value matches; for a list, whether any item does.</summary>
    public abstract bool IsMetBy(AttributeValue value);

    /// <summary>A number within a range, both ends included; an open end is null.</summary>
    public sealed record Range(double? From, double? To) : AttributeMatch
    {
        /// <inheritdoc/>
        public override bool IsMetBy(AttributeValue value) =>
            value.Number is { } number && !(number < From) && !(number > To);
    }

    /// <summary>Equal to one of the texts.</summary>
    public sealed record OneOf(IReadOnlySet<string> Texts) : AttributeMatch
    {
        /// <inheritdoc/>
        public override bool IsMetBy(AttributeValue value)
        {
            if (value.Items is not { } items)
            {
                return Texts.Contains(value.Text);
            }

            for (var i = 0; i < items.Count; i++)
            {
                if (Texts.Contains(items[i]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Ends with one of the texts.</summary>
    public sealed record EndsWith(IReadOnlyList<string> Texts) : AttributeMatch
    {
        /// <inheritdoc/>
        public override bool IsMetBy(AttributeValue value) =>
            Any(value, Texts, static (text, end) => text.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Has one of the texts as a whole word or words.</summary>
    public sealed record ContainsWord(IReadOnlyList<string> Texts) : AttributeMatch
    {
        /// <inheritdoc/>
        public override bool IsMetBy(AttributeValue value) =>
            Any(value, Texts, static (text, word) => Words.Contain(text, word));
    }

    private static bool Any(AttributeValue value, IReadOnlyList<string> wanted, Func<string, string, bool> matches)
    {
        for (var i = 0; i < (value.Items?.Count ?? 1); i++)
        {
            var text = value.Items?[i] ?? value.Text;
            for (var j = 0; j < wanted.Count; j++)
            {
                if (matches(text, wanted[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
