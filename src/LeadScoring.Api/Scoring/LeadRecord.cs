using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Scoring;

/// <summary>A lead as it is stored, opened for work.</summary>
internal sealed class LeadRecord
{
    public required LeadKey Key { get; init; }

    /// <summary>The attributes in force.</summary>
    public required Attributes Attributes { get; set; }

    /// <summary>The digest, of the newest signal generation.</summary>
    public required Digest Digest { get; set; }

    /// <summary>Whether the digest differs from what is stored.</summary>
    public required bool IsDigestNew { get; set; }

    /// <summary>The number of the lead's last transition.</summary>
    public required int LastTransition { get; init; }

    /// <summary>The identities of the lead, its own first.</summary>
    public required LeadKey[] Identities { get; set; }

    /// <summary>The stored score rows, one per model it was scored with last; none before the first score.</summary>
    public required IReadOnlyList<LeadScore> Scores { get; init; }

    /// <summary>The account that the score rows name; null for none.</summary>
    public string? StoredAccountId => Scores.Count == 0 ? null : Scores[0].AccountId;

    /// <summary>The account that the attributes name, as it is now.</summary>
    public required AccountRecord Account { get; set; }

    /// <summary>The account that the score row was made with, as it was then.</summary>
    public required AccountRecord ScoredAccount { get; init; }

    /// <summary>What was known of the lead itself when it was opened: a copy, made only when it is asked for.</summary>
    public required Func<(Attributes Attributes, Digest Digest)> Opened { get; init; }

    /// <summary>The account when the lead was opened.</summary>
    public required AccountRecord OpenedAccount { get; init; }

    /// <summary>What is known now.</summary>
    public LeadFacts Facts => new(new LeadProfile(Attributes, Account.Attributes), Digest);

    /// <summary>What was known when the lead was opened, with the account as it was then or earlier.</summary>
    public LeadFacts FactsBefore(AccountRecord account)
    {
        var (attributes, digest) = Opened();
        return new LeadFacts(new LeadProfile(attributes, account.Attributes), digest);
    }

    /// <summary>
    /// Brings the score rows up to now without anything new, the primary model's first: time is settled on what the row was made of,
    /// then a newer model is taken in, at the instant it came into force, then a newer account.
    /// </summary>
    public List<ModelKeeping> Settle(ModelSnapshot models, DateTimeOffset now) => [.. models.InForce.Select(model => Settle(models, model, now))];

    /// <summary>The same for one model in force.</summary>
    public ModelKeeping Settle(ModelSnapshot models, ActiveModel model, DateTimeOffset now)
    {
        var stored = models.RowFor(model, Scores);
        var isBehind = Scores.Count > 0 && stored?.Activation != model.Activation;
        var keeping = new ScoreKeeping(Key, stored ?? ScoreKeeping.NewLead(Key, model, isBehind ? model.InForceSince(now) : now), now);
        if (stored?.ValidUntil <= now)
        {
            keeping.SettleTime(Before()!, FactsScored(), models.EndOf(stored));
            keeping = models.IsOfAnother(model, stored) ? new ScoreKeeping(Key, keeping.Row, now) : keeping;
        }

        if (isBehind)
        {
            keeping.TakeIn(model, FactsScored(), ScoredAccount, at => LinesUnder(Before(), at));
        }

        if (Scores.Count > 0 && (Scores[0].AccountId != Account.Id || Scores[0].AccountVersion != Account.Version))
        {
            keeping.Evaluate(model, Facts, Account, TransitionCause.Attributes, at => LinesUnder(model, at), null);
        }

        return new ModelKeeping(model, stored, keeping);

        ActiveModel? Before() => stored is null ? null : models.At(stored.Activation, stored.ModelKey);

        LeadFacts FactsScored() => new(new LeadProfile(Attributes, ScoredAccount.Attributes), Digest);

        IReadOnlyList<Contribution> LinesUnder(ActiveModel? old, DateTimeOffset at) => old is null ? [] : ScoringEngine.Evaluate(old.Model, FactsBefore(ScoredAccount), at).Contributions;
    }
}

/// <summary>The score row of a lead under one model in force, being brought up to now.</summary>
/// <param name="Model">The model.</param>
/// <param name="Stored">The row as it is stored; null: there is none yet.</param>
/// <param name="Keeping">What it comes to.</param>
internal sealed record ModelKeeping(ActiveModel Model, LeadScore? Stored, ScoreKeeping Keeping)
{
    /// <summary>The row as it should be.</summary>
    public LeadScore Row => (LeadScore)Keeping.Row;
}
