using System.Net;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>When a message that did not arrive is tried again. Pure but for chance, which comes in.</summary>
/// <param name="waits">The waits before the attempts, that before the first included.</param>
/// <param name="jitter">By which share a wait may be shorter or longer.</param>
/// <param name="chance">From 0, included, to 1, excluded.</param>
internal sealed class RetrySchedule(IReadOnlyList<TimeSpan> waits, double jitter, Func<double> chance)
{
    /// <summary>What a receiver asks for is granted up to this, and further up to twice the wait that is due anyway.</summary>
    public static readonly TimeSpan MostAskedFor = TimeSpan.FromHours(1);

    /// <summary>The least wait after an answer that says that the receiver, or what is before it, has too much to do.</summary>
    public static readonly TimeSpan LeastWhenBusy = TimeSpan.FromMinutes(1);

    /// <summary>How long it takes to use up all waits, at the least.</summary>
    private readonly TimeSpan _least = waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) * (1 - jitter);

    /// <summary>
    /// The wait before the next attempt; null: it is given up. It is tried as often as there are waits, and at least as long: when a
    /// receiver comes back what waits is tried early, and that must not use up its time.
    /// </summary>
    /// <param name="attempts">How many there were.</param>
    /// <param name="tried">For how long.</param>
    public TimeSpan? WaitAfter(int attempts, TimeSpan tried) =>
        attempts >= waits.Count && tried >= _least ? null : waits[Math.Min(attempts, waits.Count - 1)] * (1 + (jitter * ((2 * chance()) - 1)));

    /// <summary>A wait with regard to what the receiver said.</summary>
    /// <param name="wait">The wait that is due.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="askedFor">What it asked for.</param>
    public static TimeSpan Stretch(TimeSpan wait, HttpStatusCode? status, TimeSpan? askedFor) =>
        askedFor is { } asked ? Max(wait, Min(asked, Max(2 * wait, MostAskedFor)))
        : status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? Max(wait, LeastWhenBusy)
        : wait;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
