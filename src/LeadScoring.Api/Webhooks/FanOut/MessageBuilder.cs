using System.Text;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>Makes the message about a crossing, once: every attempt and every replay sends the same.</summary>
internal static class MessageBuilder
{
    /// <summary>Bytes of a message: what receivers of Standard Webhooks must expect at the most.</summary>
    public const int MostBytes = 20_000;

    private const int MostNameCharacters = 100;
    private const int MostReasonsCharacters = 500;
    private const int MostPlayCharacters = 1_000;

    /// <param name="crossing">The crossing.</param>
    /// <param name="context">Who that is.</param>
    /// <param name="model">The model it was made under; null: this process does not know it.</param>
    public static string Build(Transition crossing, MessageContext context, ScoringModel? model)
    {
        var row = TransitionResponse.Of(crossing);
        var (lead, account) = (context.LeadOf(crossing), context.AccountOf(crossing));
        var (reasons, play) = TopReasons.Of(crossing, row.Contributions, model);
        var (isPql, pqlSince) = context.PqlOf(crossing, model);
        var data = new WebhookData(
            lead?.Id,
            lead is null ? null : lead with { Name = Clip(lead.Name, MostNameCharacters) },
            account is null ? null : account with { Name = Clip(account.Name, MostNameCharacters), Champion = Clip(account.Champion), EconomicBuyer = Clip(account.EconomicBuyer) },
            row.Model, row.ModelVersion, row.Sequence, row.Kind, row.Spike, row.MergedInto, row.Cause, row.EffectiveAt, row.RecordedAt, row.Before, row.After, isPql, pqlSince,
            row.Contributions, row.Events, Clip(reasons, MostReasonsCharacters)!, Clip(play, MostPlayCharacters), Truncated: false);
        return Fit(new WebhookPayload((lead is null ? "account." : "lead.") + row.Kind, row.EffectiveAt, data));
    }

    /// <summary>The message as JSON, without what is least needed where it would be too large: events first, then contributions.</summary>
    internal static string Fit(WebhookPayload payload)
    {
        var json = payload.Write();
        while (Encoding.UTF8.GetByteCount(json) > MostBytes && Smaller(payload.Data) is { } smaller)
        {
            payload = payload with { Data = smaller with { Truncated = true } };
            json = payload.Write();
        }

        return json;
    }

    private static WebhookData? Smaller(WebhookData data) =>
        data.Events.Count > 0 ? data with { Events = [.. data.Events.Take(data.Events.Count / 2)] }
        : data.Contributions.Count > 0 ? data with { Contributions = [.. data.Contributions.Take(data.Contributions.Count / 2)] }
        : data.Lead is { OtherIds.Count: > 0 } ? data with { Lead = data.Lead with { OtherIds = [] } }
        : data.Play is not null ? data with { Play = null }
        : data.Account is { Champion: not null } or { EconomicBuyer: not null } ? data with { Account = data.Account with { Champion = null, EconomicBuyer = null } }
        : null;

    private static MessagePerson? Clip(MessagePerson? person) => person is null ? null : person with { Name = Clip(person.Name, MostNameCharacters) };

    private static string? Clip(string? text, int most)
    {
        if (text is null || text.Length <= most)
        {
            return text;
        }

        // Not through the middle of a pair.
        return text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";
    }
}
