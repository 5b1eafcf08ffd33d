using LeadScoring.Api.Privacy.Exports;
using LeadScoring.Api.Webhooks.FanOut;
using static LeadScoring.Api.Privacy.ErasureStatements;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// All tables, and whether they hold anything on people. Exports and erasure go through this list from top to bottom: the person's own rows are
/// locked before, what others write of people without locking them comes behind the gate, and messages last, since nobody makes any meanwhile.
/// </summary>
internal static class PersonalData
{
    public static readonly IReadOnlyList<PersonalTable> Tables =
    [
        new("leads", person => [DeleteOf("leads", "lead_id", person.Identities)], "identities", LogSections.Identities),
        new("lead_scores", person => [DeleteOf("lead_scores", "lead_id", person.Identities)], "scores", LogSections.Scores),
        new("transitions", person => [DeleteOf("transitions", "lead_id", person.Identities), .. ForgetInTransitions(person)], "transitions", LogSections.Transitions),
        new("events", person => [DeleteOf("events", "identity", person.Identities), .. ForgetInEvents(person)], "events", LogSections.Events),
        new("identity_mentions", ForgetMentions) { NotExported = "Which other people used the same devices is theirs." },
        new("model_activations", person => [ForgetInBackfills(person)]) { NotExported = "A place in a list, told by whoever stands there." },
        new("account_scores", person => [ErasureGate.Close(), ForgetInAccounts(person)], "accounts", OtherSections.Accounts),
        // Items that were kept while all others were searched are taken out by QuarantineTraces.
        new("quarantined_events", DeleteQuarantined, "quarantine", OtherSections.Quarantine),
        new("plan_violations", person => [ForgetInViolations(person)], "violations", OtherSections.Violations),
        new("backtest_flips", person => [DeleteFlips(person)], "backtests", OtherSections.Flips),
        new("webhook_progress", person => [FanOutStatements.TakePlace(), ForgetInProgress(person)]) { NotExported = "A place in a list, told by whoever stands there." },
        // Attempts go with their messages; what messages about others say of the person is taken out by MessageEraser.
        new("webhook_deliveries", person => [DeleteOf("webhook_deliveries", "lead_id", person.Identities)], "messages", MessageSections.Messages),
        new("webhook_attempts", _ => []) { NotExported = "Each stands with its message." },
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
        ["audit_entries"] = "Who changed what. People stand there as keyed hashes, as erased_identities has them; the names are those of keys.",
        ["tracking_plans"] = "Which events there should be.",
        ["webhook_endpoints"] = "Addresses of other systems.",
        ["api_keys"] = "Names of programs, and hashes of their keys.",
        ["__EFMigrationsHistory"] = "Versions of the tables.",
    };
}
