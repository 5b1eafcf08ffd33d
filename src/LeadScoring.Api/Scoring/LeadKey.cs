using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Scoring;

/// <summary>The key of a lead's rows. Rows of several leads are always locked in the order of their keys, so writers never wait for each other in a circle.</summary>
/// <param name="Bucket">The bucket of the identity that names the lead.</param>
/// <param name="LeadId">That identity, as <c>user:ID</c> or <c>anon:ID</c>.</param>
internal readonly record struct LeadKey(short Bucket, string LeadId)
{
    public static LeadKey Of(Identity identity) => new(Data.Bucket.Of(identity.Key), identity.Key);
}
