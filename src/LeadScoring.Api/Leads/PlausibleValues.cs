using LeadScoring.Api.Events;

namespace LeadScoring.Api.Leads;

/// <summary>What values of a lead's attributes must be, whoever sends them.</summary>
internal static class PlausibleValues
{
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Something, an @, and something more.</summary>
    public static bool IsEmail(string text) => text.IndexOf('@') is > 0 and var at && at < text.Length - 1;

    /// <summary>From 1970 to 2099: beyond lies a slip of units.</summary>
    public static bool IsTime(DateTimeOffset time) => time >= IntakeLimits.Earliest && time < Latest;
}
