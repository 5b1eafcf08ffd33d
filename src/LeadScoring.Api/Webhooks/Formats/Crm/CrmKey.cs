using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Webhooks.Formats.Crm;

/// <summary>By what a record is found in a CRM.</summary>
internal static class CrmKey
{
    /// <summary>The user id that the product gave the lead.</summary>
    public const string UserId = "userId";

    /// <summary>The lead's email address.</summary>
    public const string Email = "email";

    /// <summary>The account's id: records are companies then, not people.</summary>
    public const string AccountId = "accountId";

    public static readonly IReadOnlyList<string> All = [UserId, Email, AccountId];

    /// <summary>The key of the record that a message is about; null: it is about none, for a reason in words.</summary>
    public static (string? Key, string? WhyNot) Of(WebhookData data, string by) => data switch
    {
        { Kind: TransitionKind.Merged } => (null, $"The lead became a part of {data.MergedInto}: the messages about that one tell its score."),
        { Lead: null } when by != AccountId => (null, "It is about an account, and this endpoint keeps people."),
        { Lead: not null } when by == AccountId => (null, "It is about a lead, and this endpoint keeps accounts."),
        { Account.Id: { } id } when by == AccountId => (id, null),
        { Lead.Email: { Length: > 0 } email } when by == Email => (email, null),
        _ when by == Email => (null, "The lead has no email address, by which this endpoint finds people. Messages made once it is known are sent."),
        { Lead.Id: { } id } when Identity.FromPath(id).Kind == IdentityKind.User => (id, null),
        _ => (null, "The lead is a visitor without a user id, by which this endpoint finds people. Messages made once it is known are sent."),
    };
}
