namespace LeadScoring.Domain.Leads;

/// <summary>All that the engine knows of one lead, or of one account.</summary>
/// <param name="Profile">The attributes in force; of an account, <see cref="LeadProfile.OfAccount"/>.</param>
/// <param name="Digest">What the lead's log of events comes to; of an account, the digests of its leads merged by <see cref="DigestMerger"/>.</param>
public sealed record LeadFacts(LeadProfile Profile, Digest Digest);
