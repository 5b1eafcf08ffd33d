using LeadScoring.Api.Leads.Replay;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Whether a lead became a customer.</summary>
internal enum Customer
{
    /// <summary>Not by the end of the period, or nobody knows.</summary>
    No,

    /// <summary>By its beginning, this instant included: nobody had to win it any more.</summary>
    AtTheBeginning,

    /// <summary>Within the period.</summary>
    Since,
}

/// <summary>What two models say of one lead over a period. Pure.</summary>
internal sealed class ComparedLead
{
    private FlipDetails? _firstDifference;

    private ComparedLead()
    {
    }

    /// <summary>Under the model that it is compared with.</summary>
    public LeadUnderModel Before { get; } = new();

    /// <summary>Under the model that is tried.</summary>
    public LeadUnderModel After { get; } = new();

    /// <summary>Whether it became a customer.</summary>
    public Customer Customer { get; private set; }

    /// <summary>The first instant at which only one of the models takes it for a PQL; null: there is none.</summary>
    public FlipDetails? FirstDifference => _firstDifference;

    /// <summary>Which way it flips.</summary>
    public string FlipKind => !Before.WasPql ? Backtests.FlipKind.BecomesPql : !After.WasPql ? Backtests.FlipKind.StopsBeingPql : Backtests.FlipKind.AtOtherTimes;

    /// <summary>Plays a lead's log back under both models.</summary>
    /// <param name="models">The models.</param>
    /// <param name="log">The log up to the end of the period.</param>
    /// <param name="from">The period's first instant.</param>
    /// <param name="to">Its last.</param>
    /// <returns>Null when nothing was known of the lead by the end.</returns>
    public static ComparedLead? Of(TriedModels models, LeadLog log, DateTimeOffset from, DateTimeOffset to)
    {
        if (!log.IsKnownAt(to))
        {
            return null;
        }

        var (lead, replay, last) = (new ComparedLead(), new ComparedReplay(models.Before.Model, models.After.Model, models.Layout, log), default(DateTimeOffset?));
        foreach (var step in replay.Walk(from, to))
        {
            lead.Pass(step.At - (last ?? step.At));
            if (models.KnowsCustomers && lead.Customer == Customer.No && models.CustomerSince(replay.Facts.Digest) is { } since)
            {
                lead.Customer = since <= from ? Customer.AtTheBeginning : Customer.Since;
            }

            lead.Take(step);
            if (lead._firstDifference is null && step.Before.IsPql != step.After.IsPql)
            {
                lead._firstDifference = FlipDetails.Of(models.Before.Model, models.After.Model, replay.Facts, step.At);
            }

            last = step.At;
        }

        lead.Pass(to - (last ?? to));
        return lead;
    }

    private void Take(ComparedStep step)
    {
        Before.Take(step.Before, Customer != Customer.No);
        After.Take(step.After, Customer != Customer.No);
    }

    private void Pass(TimeSpan time)
    {
        Before.Pass(time);
        After.Pass(time);
    }
}
