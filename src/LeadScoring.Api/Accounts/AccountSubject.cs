using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>The key under which the transitions of an account stand among those of leads. Ids of leads begin with <c>user:</c> or <c>anon:</c>.</summary>
internal static class AccountSubject
{
    public const string Prefix = "account:";

    public static LeadKey KeyOf(string accountId) => new(Bucket.Of(accountId), Prefix + accountId);

    /// <summary>The account that a key names; null when it names a lead.</summary>
    public static string? IdIn(string subject) => subject.StartsWith(Prefix, StringComparison.Ordinal) ? subject[Prefix.Length..] : null;
}
