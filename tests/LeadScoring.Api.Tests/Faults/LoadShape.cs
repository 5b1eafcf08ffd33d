using System.Diagnostics;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>How much a load sends.</summary>
/// <param name="Connections">How many send at the same time, each one request after the other.</param>
/// <param name="Items">About so many in a batch.</param>
/// <param name="RequestsPerSecond">All connections together; null: as fast as they are answered.</param>
/// <param name="GivesUp">Whether a batch that is not taken is left for the end now and then.</param>
/// <param name="Spread">About so many times as many people and companies it tells as usual, where there are few, so that writers meet.</param>
internal sealed record LoadShape(int Connections, int Items, double? RequestsPerSecond, bool GivesUp = true, int Spread = 1)
{
    public static readonly LoadShape Usual = new(Connections: 8, Items: 20, RequestsPerSecond: null);
}

/// <summary>
/// When each request of one connection is due. A time runs from then on, also while the connection still waits for the answer
/// before: a service that stands still is not measured less often for that.
/// </summary>
internal sealed class LoadPace(LoadShape shape, int connection)
{
    private readonly long _period = (long)(Stopwatch.Frequency * shape.Connections / (shape.RequestsPerSecond ?? double.PositiveInfinity));
    private long _due;

    /// <summary>Comes back when the next request is due, and says since when.</summary>
    public async Task<long> NextAsync()
    {
        var now = Stopwatch.GetTimestamp();
        if (_period == 0) return now;

        // Connections take turns.
        _due = _due == 0 ? now + (_period * connection / shape.Connections) : _due + _period;
        if (_due > now) await Task.Delay(Stopwatch.GetElapsedTime(now, _due));
        return _due;
    }
}
