using LeadScoring.Api.Webhooks.FanOut;
using static LeadScoring.Api.Privacy.ErasureStatements;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// All tables, and whether they hold anything on people. Erasure goes through this list from top to bottom: the person's own rows are
/// locked before, what others write of people without locking them comes behind the gate, and messages last, since nobody makes any meanwhile.
/// </summary>
internal static class PersonalData
{
    public static readonly IReadOnlyList<PersonalTable> Tables =
    [
        new("events", person => [DeleteOf("events", "identity", person.Identities), .. ForgetInEvents(person)]),
        new("lead_scores", person => [DeleteOf("lead_scores", "lead_id", person.Identities)]),
        new("transitions", person => [DeleteOf("transitions", "lead_id", person.Identities), .. ForgetInTransitions(person)]),
        new("leads", person => [DeleteOf("leads", "lead_id", person.Identities)]),
        new("identity_mentions", ForgetMentions),
        new("model_activations", person => [ForgetInBackfills(person)]),
        new("account_scores", person => [ErasureGate.Close(), .. ForgetInAccounts(person)]),
        new("quarantined_events", DeleteQuarantined),
        new("plan_violations", person => [ForgetInViolations(person)]),
        new("backtest_flips", person => [DeleteFlips(person)]),
        new("webhook_progress", person => [FanOutStatements.TakePlace(), ForgetInProgress(person)]),
        // Its attempts go with it; what messages about others say of the person is taken out by MessageEraser.
        new("webhook_deliveries", person => [DeleteOf("webhook_deliveries", "lead_id", person.Identities)]),
        new("webhook_attempts", _ => []),
    ];

    /// <summary>Tables that hold nothing on people, with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Free = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["accounts"] = "What is known of companies. Whoever writes about people there has to take it out there.",
        ["account_events"] = "What was said of companies.",
        ["due_accounts"] = "Which companies are to be scored.",
        ["erased_identities"] = "Keyed hashes, by which erased people are kept out.",
        ["retention_progress"] = "How far logs have been cut.",
        ["feed_origin"] = "A number.",
        ["scoring_models"] = "Documents of models.",
        ["model_drafts"] = "Documents of models.",
        ["backtests"] = "Models that were tried, and sums over all leads. Who asked for it is an operator.",
        ["signals"] = "What models count.",
        ["event_names"] = "Names of events, with how many there were.",
        ["tracking_plans"] = "Which events there should be.",
        ["webhook_endpoints"] = "Addresses of other systems.",
        ["__EFMigrationsHistory"] = "Versions of the tables.",
    };
}
