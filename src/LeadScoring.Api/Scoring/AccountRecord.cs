using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Scoring;

/// <summary>An account as it is stored, opened for work.</summary>
/// <param name="Id">Its id; null for "no account".</param>
/// <param name="Version">The number of entries in its log.</param>
/// <param name="Attributes">What the log comes to.</param>
internal sealed record AccountRecord(string? Id, long Version, Attributes Attributes)
{
    public static readonly AccountRecord None = new(null, 0, new Attributes());

    /// <summary>The account that a lead's attributes name, or its email address; null when neither does.</summary>
    public static string? IdIn(Attributes lead) => AccountId.Of(lead);
}
