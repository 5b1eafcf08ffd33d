namespace LeadScoring.Api.Scoring;

/// <summary>The identities of a lead after links have changed.</summary>
/// <param name="Lead">The one that names it.</param>
/// <param name="Identities">All of them, the lead's own included.</param>
/// <param name="Gained">Those that belonged to other leads before. Their logs are new to this one.</param>
/// <param name="IsAfresh">Whether some went away, or the lead was none before: then its log has to be folded afresh.</param>
internal sealed record LeadGroup(LeadKey Lead, LeadKey[] Identities, LeadKey[] Gained, bool IsAfresh);
