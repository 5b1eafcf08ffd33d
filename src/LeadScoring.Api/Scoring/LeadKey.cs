using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Scoring;

/// <summary>The key of the rows of an identity or a lead. Rows of several are always locked in the order of their keys, so writers never wait for each other in a circle.</summary>
/// <param name="Bucket">The bucket of the identity.</param>
/// <param name="LeadId">The identity, as <c>user:ID</c> or <c>anon:ID</c>.</param>
internal readonly record struct LeadKey(short Bucket, string LeadId)
{
    public static LeadKey Of(Identity identity) => OfKey(identity.Key);

    /// <summary>Of the form <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public static LeadKey OfKey(string identity) => new(Data.Bucket.Of(identity), identity);
}
