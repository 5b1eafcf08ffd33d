using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Retention;

/// <summary>From when on things are kept. It moves on at midnight, UTC, so that whatever has become too old is removed once a day.</summary>
internal sealed class KeptSince(IOptions<RetentionOptions> options, TimeProvider clock)
{
    /// <summary>Events that happened before are removed, and not taken; null: all are kept.</summary>
    public DateTimeOffset? Events => After(options.Value.EventDays);

    /// <summary>The days that events are kept.</summary>
    public int? EventDays => options.Value.EventDays;

    /// <summary>What is older than so many days and the part of today; null: nothing is too old.</summary>
    public DateTimeOffset? After(int? days) => days is { } count ? new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-count) : null;
}
