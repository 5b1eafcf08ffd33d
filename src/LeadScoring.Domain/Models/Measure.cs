namespace LeadScoring.Domain.Models;

/// <summary>What is measured over the events of a signal.</summary>
public enum Measure
{
    /// <summary>The number of events.</summary>
    Count,

    /// <summary>The number of distinct values of a property.</summary>
    Distinct,

    /// <summary>The most distinct values of a property within one session, at any event of the session.</summary>
    SessionDistinct,

    /// <summary>The greatest number that a property had.</summary>
    Greatest,

    /// <summary>The number of events of the last days of UTC, today included, minus that of as many days before.</summary>
    Change,

    /// <summary>That difference in percent of the events before; without any of those there is none.</summary>
    ChangePercent,
}

/// <summary>Which events a measure looks at.</summary>
public enum WindowKind
{
    /// <summary>All.</summary>
    Always,

    /// <summary>Those before start + N days; that instant is excluded. Without a known start there are none.</summary>
    FirstDays,

    /// <summary>Those less than N days before the evaluation; one exactly N days old is out.</summary>
    LastDays,
}

/// <summary>A window over a signal's events.</summary>
/// <param name="Kind">Which end it is tied to.</param>
/// <param name="Days">Its length in days of 24 hours; 0 for <see cref="WindowKind.Always"/>.</param>
public readonly record struct Window(WindowKind Kind, int Days)
{
    /// <summary>The longest window: 3,650 days.</summary>
    public const int MostDays = 3_650;

    /// <summary>All events.</summary>
    public static readonly Window Always;
}
