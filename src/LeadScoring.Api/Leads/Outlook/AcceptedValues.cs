using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>Which values of an attribute match.</summary>
/// <param name="Match"><c>range</c>, <c>oneOf</c>, <c>endsWith</c> or <c>containsWord</c>.</param>
/// <param name="From">The least number of a range, included; null for none.</param>
/// <param name="To">The greatest number of a range, included; null for none.</param>
/// <param name="Texts">The texts, at most 20 of them; empty for a range.</param>
public sealed record AcceptedValues(string Match, double? From, double? To, IReadOnlyList<string> Texts)
{
    private const int MostTexts = 20;

    internal static AcceptedValues Of(AttributeMatch match) => match switch
    {
        AttributeMatch.Range range => new("range", range.From, range.To, []),
        AttributeMatch.OneOf oneOf => new("oneOf", null, null, [.. oneOf.Texts.Take(MostTexts)]),
        AttributeMatch.EndsWith endsWith => new("endsWith", null, null, [.. endsWith.Texts.Take(MostTexts)]),
        AttributeMatch.ContainsWord words => new("containsWord", null, null, [.. words.Texts.Take(MostTexts)]),
        _ => throw new ArgumentOutOfRangeException(nameof(match), match, "Not a kind of match."),
    };
}
