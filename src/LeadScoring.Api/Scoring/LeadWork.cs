using LeadScoring.Api.Models;

namespace LeadScoring.Api.Scoring;

/// <summary>A lead that is being worked on: as it was, what is new about it, and what its score row comes to.</summary>
internal sealed class LeadWork(LeadRecord record, ScoreKeeping keeping)
{
    public LeadRecord Record { get; } = record;

    public ScoreKeeping Keeping { get; } = keeping;

    /// <summary>The row as it should be.</summary>
    public LeadScore Row => (LeadScore)Keeping.Row;

    /// <summary>What is to be taken in; null: nothing.</summary>
    public LeadChange? Change { get; private set; }

    /// <summary>What made the score new; null: nothing did.</summary>
    public string? Cause { get; private set; }

    /// <summary>Whether the attributes may differ from what is stored.</summary>
    public bool HasNewAttributes { get; private set; }

    /// <summary>Whether the lead has become a part of another one, so that only its row and its transitions stay.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>Notes what is to be taken in.</summary>
    public void Take(LeadChange change, string cause)
    {
        Change = Change?.With(change) ?? change;
        HasNewAttributes |= change.Attributes.Count > 0;
        Cause = Cause == TransitionCause.Merge ? Cause : cause;
    }

    /// <summary>Notes that the log is to be folded afresh, since identities went away.</summary>
    public void Refold() => (Cause, HasNewAttributes) = (TransitionCause.Merge, true);

    /// <summary>Ends the lead: it has become a part of another one. One that was never scored ends without a word.</summary>
    public void MergeInto(LeadKey lead, ActiveModel model)
    {
        IsMerged = true;
        if (Record.Score is not null)
        {
            Keeping.NoteMerged(model, lead);
        }
    }
}
