namespace LeadScoring.Api.Scoring;

/// <summary>A lead that is being worked on: as it was, what is new about it, and what its score rows come to.</summary>
internal sealed class LeadWork(LeadRecord record, List<ModelKeeping> keepings)
{
    public LeadRecord Record { get; } = record;

    /// <summary>Its score rows, one per model in force, the primary one's first.</summary>
    public IReadOnlyList<ModelKeeping> Keepings { get; } = keepings;

    /// <summary>The lines crossed, model by model.</summary>
    public IEnumerable<Transition> Transitions => Keepings.SelectMany(each => each.Keeping.Transitions);

    /// <summary>Stored rows that are to go: of models that are in force no more, or of a lead that is no more.</summary>
    public IEnumerable<LeadScore> Outdated => Record.Scores.Where(row => IsMerged || Keepings.All(each => each.Model.Model.Key != row.ModelKey));

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

    /// <summary>Notes that a part of the log is gone; what set attributes in force is not.</summary>
    public void Cut() => Cause = TransitionCause.Retention;

    /// <summary>Ends the lead: it has become a part of another one. One that was never scored ends without a word.</summary>
    public void MergeInto(LeadKey lead)
    {
        IsMerged = true;
        if (Record.Scores.Count > 0)
        {
            Keepings[0].Keeping.NoteMerged(Keepings[0].Model, lead);
        }
    }
}
