using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>What is known of a company, as of now.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="Attributes">The attributes in force, named as in <c>PUT</c>; of each the write with the latest time.</param>
/// <param name="AttributesChangedAt">The time of the latest write; null when there was none.</param>
public sealed record AccountResponse(string AccountId, IReadOnlyDictionary<string, object> Attributes, DateTimeOffset? AttributesChangedAt)
{
    internal static AccountResponse Of(AccountRecord account) => new(account.Id!, ShownAttributes.Of(account.Attributes), ShownAttributes.ChangedAt(account.Attributes));
}
