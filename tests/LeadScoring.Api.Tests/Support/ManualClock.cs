namespace LeadScoring.Api.Tests.Support;

/// <summary>The service's "now", turned by hand. Timers and elapsed time stay real, so background work goes on by itself.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock) _now += by;
    }

    /// <summary>Unless it is later already.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        lock (_lock) _now = now > _now ? now : _now;
    }

    public void Set(DateTimeOffset now)
    {
        lock (_lock) _now = now;
    }
}
