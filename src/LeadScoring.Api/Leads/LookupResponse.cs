namespace LeadScoring.Api.Leads;

/// <summary>The scores that were asked for.</summary>
/// <param name="Items">First an item for each id, in their order; then for each email address one for each lead that has it, by id, at most 10, or one that says that there is none.</param>
public sealed record LookupResponse(IReadOnlyList<LookupItem> Items);

/// <summary>Somebody who was asked for.</summary>
/// <param name="Id">The id as it was asked for; null where an email address was.</param>
/// <param name="Email">The email address as it was asked for; null where an id was.</param>
/// <param name="Found">Whether anything was ever received under it.</param>
/// <param name="Score">The lead to whom it belongs, as of now; null when there is none.</param>
/// <param name="TopSignals">The three contributions of most points, either sign, such as <c>Onboarding +15; Pricing page +10; Velocity +25</c>; null when there is no lead.</param>
public sealed record LookupItem(string? Id, string? Email, bool Found, LeadListItem? Score, string? TopSignals);
