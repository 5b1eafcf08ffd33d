namespace LeadScoring.Domain.Leads;

/// <summary>Times inside the engine: whole milliseconds since 1970-01-01 UTC. Anything finer is cut off, not rounded.</summary>
internal static class Instant
{
    public const long Second = 1_000;
    public const long Hour = 3_600 * Second;
    public const long Day = 24 * Hour;

    /// <summary>Stands for "never": later than every time that can be named.</summary>
    public const long Never = long.MaxValue;

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static long Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static bool IsTime(long instant) => instant >= Earliest && instant <= Latest;

    public static DateTimeOffset ToTime(long instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant);

    /// <summary>The time, or null for one beyond the year 9999, which is the same as never.</summary>
    public static DateTimeOffset? ToTimeOrNever(long instant) => instant > Latest ? null : ToTime(instant);
}
