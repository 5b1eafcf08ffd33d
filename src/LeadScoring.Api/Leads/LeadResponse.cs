using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>What is known of a person, as of now.</summary>
/// <param name="LeadId">The id that names the person: a user id, or <c>anon:ID</c>.</param>
/// <param name="Identities">All ids of the person, the one that names them first; at most 100.</param>
/// <param name="IdentityCount">How many ids there are.</param>
/// <param name="AccountId">The account the person belongs to: the one that was named, else the domain of a company's email address; null for none.</param>
/// <param name="Attributes">The attributes in force, named as in <c>PUT</c>; of each the write with the latest time.</param>
/// <param name="AttributesChangedAt">The time of the latest write; null when there was none.</param>
/// <param name="Events">How many events there are.</param>
/// <param name="LastEventAt">The time of the latest event; null when there was none.</param>
public sealed record LeadResponse(
    string LeadId, IReadOnlyList<string> Identities, int IdentityCount, string? AccountId, IReadOnlyDictionary<string, object> Attributes, DateTimeOffset? AttributesChangedAt, int Events, DateTimeOffset? LastEventAt)
{
    private const int MostIdentities = 100;

    internal static LeadResponse Of(LeadRecord record) => new(
        Identity.FromKey(record.Key.LeadId).LeadId,
        [.. record.Identities.Take(MostIdentities).Select(identity => Identity.FromKey(identity.LeadId).LeadId)],
        record.Identities.Length,
        record.Account.Id,
        ShownAttributes.Of(record.Attributes),
        ShownAttributes.ChangedAt(record.Attributes),
        record.Digest.Events,
        record.Digest.LastAt);
}
