using LeadScoring.Api.Webhooks.FanOut;

namespace LeadScoring.Api.Webhooks.Formats.Crm;

/// <summary>Something that can be written into a field of a CRM, as it was at the crossing.</summary>
/// <param name="Name">How settings name it.</param>
/// <param name="Type">What kind of field takes it.</param>
/// <param name="Of">Reads it; null: there is none, and the field is cleared.</param>
internal sealed record CrmValue(string Name, CrmType Type, Func<WebhookData, object?> Of)
{
    // What Salesforce's own forms say where a company has to be named and none is known.
    private const string NoCompany = "[not provided]";

    /// <summary>All of them, by name.</summary>
    public static readonly IReadOnlyDictionary<string, CrmValue> All = new CrmValue[]
    {
        new("total", CrmType.Number, data => data.After.Total),
        new("fit", CrmType.Number, data => data.After.Fit),
        new("behavior", CrmType.Number, data => data.After.Behavior),
        new("band", CrmType.Text, data => data.After.Band),
        new("fitTier", CrmType.Text, data => data.After.FitTier),
        new("pql", CrmType.Flag, data => data.Pql),
        new("pqlSince", CrmType.Time, data => data.PqlSince),
        new("blockedBy", CrmType.Text, data => data.After.BlockedBy.Count == 0 ? null : string.Join(", ", data.After.BlockedBy)),
        new("reasons", CrmType.Text, data => data.Reasons),
        new("play", CrmType.Text, data => data.Play),
        new("kind", CrmType.Text, data => data.Kind),
        new("alert", CrmType.Text, data => data.Spike),
        new("crossedAt", CrmType.Time, data => data.EffectiveAt),
        new("sequence", CrmType.Number, data => (decimal)data.Sequence),
        new("model", CrmType.Text, data => data.Model),
        new("leadId", CrmType.Text, data => data.LeadId),
        new("email", CrmType.Text, data => data.Lead?.Email),
        new("name", CrmType.Text, data => data.Lead?.Name),
        new("firstName", CrmType.Text, data => NamesOf(data.Lead).First),
        new("lastName", CrmType.Text, data => NamesOf(data.Lead).Last),
        new("accountId", CrmType.Text, data => data.Account?.Id),
        new("accountName", CrmType.Text, data => data.Account?.Name),
        new("company", CrmType.Text, data => data.Account is { } account ? account.Name ?? account.Id : NoCompany),
        new("champion", CrmType.Text, data => data.Account?.Champion is { } person ? person.Email ?? person.Id : null),
        new("economicBuyer", CrmType.Text, data => data.Account?.EconomicBuyer is { } person ? person.Email ?? person.Id : null),
    }.ToDictionary(value => value.Name, StringComparer.Ordinal);

    /// <summary>The values that a mapping names, by field.</summary>
    public static IEnumerable<(string Field, CrmType Type, object? Value)> Read(IReadOnlyDictionary<string, string> mapping, WebhookData data) =>
        mapping.Select(each => (each.Key, All[each.Value].Type, All[each.Value].Of(data)));

    /// <summary>The last word, and what is before it. A person always has a last one, since a CRM may ask for it.</summary>
    private static (string? First, string? Last) NamesOf(MessageLead? lead)
    {
        var words = lead?.Name?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 ? (words.Length > 1 ? string.Join(' ', words[..^1]) : null, words[^1]) : (null, lead?.Email?.Split('@')[0] is { Length: > 0 } local ? local : lead?.Id);
    }
}

/// <summary>What kind of field takes a value.</summary>
internal enum CrmType
{
    /// <summary>A number with up to two decimals.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>Text.</summary>
    Text,
}
