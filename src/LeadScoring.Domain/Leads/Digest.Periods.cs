namespace LeadScoring.Domain.Leads;

/// <content>Whether the periods of a pattern are open, by the first and last events of the signals that begin and end them.</content>
public sealed partial class Digest
{
    private bool AreOpen(DigestLayout.BoundPeriod[] periods, long instant)
    {
        foreach (var period in periods)
        {
            if (!IsOpen(period, instant))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the period is open at an instant that is not before its latest end; both ends in one millisecond leave it open.</summary>
    private bool IsOpen(DigestLayout.BoundPeriod period, long instant)
    {
        if (_states[period.From] is not { } from)
        {
            return false;
        }

        if (period.IsEndless)
        {
            return instant >= from.First;
        }

        var since = instant - from.Last;
        return since >= period.FromSpan && since < period.ToSpan && from.Last >= LastOf(period.Until);
    }

    /// <summary>Whether it is known if the periods were open then: what ended and began before their latest ends is not kept.</summary>
    private bool AreKnown(DigestLayout.BoundPeriod[] periods, long instant)
    {
        foreach (var period in periods)
        {
            if (!period.IsEndless && instant < Math.Max(LastOf(period.From), LastOf(period.Until)))
            {
                return false;
            }
        }

        return true;
    }

    private bool MayMovePeriods(DigestLayout.Listener listener, long instant) => listener.Edge switch
    {
        DigestLayout.PeriodEdge.None => false,
        DigestLayout.PeriodEdge.First => _states[listener.Position] is not { } known || instant < known.First,
        _ => true,
    };

    /// <summary>The last event of a signal; before all times when there is none, or no signal.</summary>
    private long LastOf(int position) => position < 0 ? long.MinValue : _states[position]?.Last ?? long.MinValue;
}
