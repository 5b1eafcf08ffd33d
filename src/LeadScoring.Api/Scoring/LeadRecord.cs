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

    /// <summary>The stored score row; null before the first score.</summary>
    public required LeadScore? Score { get; init; }

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
    /// Brings the score row up to now without anything new: time is settled on what the row was made of, then a newer model or
    /// account is taken in.
    /// </summary>
    public ScoreKeeping Settle(ModelSnapshot models, DateTimeOffset now)
    {
        var keeping = new ScoreKeeping(Key, Score ?? ScoreKeeping.NewLead(Key, models.Current, now), now);
        if (Score is null)
        {
            return keeping;
        }

        if (Score.ValidUntil <= now)
        {
            keeping.SettleTime(models.ByActivation[Score.Activation], new LeadFacts(new LeadProfile(Attributes, ScoredAccount.Attributes), Digest));
        }

        if (Score.Activation != models.Current.Activation)
        {
            keeping.Evaluate(models.Current, Facts, Account, TransitionCause.Model, Before, null);
        }
        else if (Score.AccountId != Account.Id || Score.AccountVersion != Account.Version)
        {
            keeping.Evaluate(models.Current, Facts, Account, TransitionCause.Attributes, Before, null);
        }

        return keeping;

        IReadOnlyList<Contribution> Before(DateTimeOffset at) => ScoringEngine.Evaluate(models.ByActivation[Score.Activation].Model, FactsBefore(ScoredAccount), at).Contributions;
    }
}
