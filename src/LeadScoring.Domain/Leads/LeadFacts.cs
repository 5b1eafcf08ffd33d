namespace LeadScoring.Domain.Leads;

/// <summary>All that the engine knows of one lead.</summary>
/// <param name="Profile">The attributes in force.</param>
/// <param name="Digest">What the lead's log of events comes to.</param>
public sealed record LeadFacts(LeadProfile Profile, Digest Digest);
