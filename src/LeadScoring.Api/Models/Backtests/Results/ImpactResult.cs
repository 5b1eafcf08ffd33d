namespace LeadScoring.Api.Models.Backtests.Results;

/// <summary>What publishing a model now would do.</summary>
/// <param name="Leads">How many leads were scored.</param>
/// <param name="Skipped">How many more could not be read, and count nowhere.</param>
/// <param name="Pqls">Who is product-qualified under the model that it is compared with, and under the one that is tried.</param>
/// <param name="Bands">How many leads go from which band to which, those that stay included.</param>
/// <param name="FitTiers">The same for tiers of the fit.</param>
/// <param name="Spikes">How many leads would meet an alert that they do not meet now.</param>
/// <param name="Transitions">How many transitions of leads would be noted.</param>
/// <param name="Accounts">The same for accounts.</param>
/// <param name="Messages">How many messages webhook endpoints would get of the transitions, leads and accounts together.</param>
public sealed record ImpactResult(
    long Leads, long Skipped, PqlChange Pqls, IReadOnlyList<StepChange> Bands, IReadOnlyList<StepChange> FitTiers, IReadOnlyList<SpikeCount> Spikes, TransitionCounts Transitions, AccountImpact Accounts, MessageCounts Messages);

/// <summary>Who is product-qualified.</summary>
/// <param name="Before">Now.</param>
/// <param name="After">Then.</param>
/// <param name="Become">How many leads would become PQLs.</param>
/// <param name="Stop">How many would stop being PQLs.</param>
public sealed record PqlChange(PqlShare Before, PqlShare After, long Become, long Stop);

/// <summary>Leads that go from one step to another.</summary>
/// <param name="From">The step now.</param>
/// <param name="To">The step then.</param>
/// <param name="Leads">How many.</param>
public sealed record StepChange(string From, string To, long Leads);

/// <summary>Leads that would meet an alert.</summary>
/// <param name="Spike">Its key.</param>
/// <param name="Leads">How many.</param>
public sealed record SpikeCount(string Spike, long Leads);

/// <summary>Transitions by their kinds.</summary>
/// <param name="Total">All of them.</param>
/// <param name="PqlGained">Becoming a PQL.</param>
/// <param name="PqlLost">Being one no more.</param>
/// <param name="BandChanged">Another band.</param>
/// <param name="FitTierChanged">Another tier of the fit.</param>
/// <param name="Spike">An alert that is met.</param>
public sealed record TransitionCounts(long Total, long PqlGained, long PqlLost, long BandChanged, long FitTierChanged, long Spike);

/// <summary>What publishing would do to accounts.</summary>
/// <param name="Accounts">How many accounts were scored.</param>
/// <param name="Skipped">How many more could not be read.</param>
/// <param name="Transitions">How many transitions of accounts would be noted.</param>
public sealed record AccountImpact(long Accounts, long Skipped, TransitionCounts Transitions);

/// <summary>
/// Messages that webhook endpoints would get, all of them together. Counted before anything is held back: what an endpoint was told a short
/// time ago is not told again (<c>notifyAgainAfter</c>), and a CRM gets no message that a later one overtakes.
/// </summary>
/// <param name="All">With <c>notify=all</c>.</param>
/// <param name="Gained">With <c>notify=gained</c>: only those of becoming a PQL.</param>
/// <param name="None">With <c>notify=none</c>: 0.</param>
/// <param name="Endpoints">The same for each endpoint, the oldest first.</param>
public sealed record MessageCounts(long All, long Gained, long None, IReadOnlyList<EndpointMessages> Endpoints);

/// <summary>Messages that one endpoint would get.</summary>
/// <param name="Endpoint">Its id.</param>
/// <param name="Format">What its messages look like.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether it is enabled. The messages of one that is not wait until it is.</param>
/// <param name="All">With <c>notify=all</c>.</param>
/// <param name="Gained">With <c>notify=gained</c>.</param>
public sealed record EndpointMessages(Guid Endpoint, string Format, string? Description, bool Enabled, long All, long Gained);
