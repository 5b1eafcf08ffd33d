using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What one model says of a lead over a period. Bands are positions in the model's list, the lowest first.</summary>
internal sealed class LeadUnderModel
{
    /// <summary>The score at the last instant that was looked at.</summary>
    public ScoreNumbers Last { get; private set; }

    /// <summary>Whether the lead was a PQL at some instant.</summary>
    public bool WasPql { get; private set; }

    /// <summary>For how long it was one, in milliseconds.</summary>
    public long PqlMilliseconds { get; private set; }

    /// <summary>The highest band it reached; until it became a customer, if it did.</summary>
    public int HighestBand { get; private set; }

    /// <summary>The last band it had before it became a customer; the lowest for one that began as a customer.</summary>
    public int BandBeforeCustomer { get; private set; }

    /// <summary>Whether it was a PQL at some instant before it became a customer.</summary>
    public bool WasPqlBeforeCustomer { get; private set; }

    /// <summary>Takes in the score from an instant on.</summary>
    /// <param name="numbers">The score.</param>
    /// <param name="isCustomer">Whether the lead has become a customer by then.</param>
    public void Take(ScoreNumbers numbers, bool isCustomer)
    {
        (Last, WasPql) = (numbers, WasPql || numbers.IsPql);
        if (!isCustomer)
        {
            HighestBand = Math.Max(HighestBand, numbers.Band);
            BandBeforeCustomer = numbers.Band;
            WasPqlBeforeCustomer |= numbers.IsPql;
        }
    }

    /// <summary>So much time passes with the last score.</summary>
    public void Pass(TimeSpan time) => PqlMilliseconds += Last.IsPql ? (long)time.TotalMilliseconds : 0;
}
