namespace LeadScoring.Api.Models.Backtests;

/// <summary>A model tried on leads as they are, without a word to anybody: over a period of the log, or as of one moment.</summary>
public sealed class Backtest
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>See <see cref="BacktestKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key of the model that is tried.</summary>
    public required string ModelKey { get; init; }

    /// <summary>Its published version; null: a draft.</summary>
    public int? Version { get; init; }

    /// <summary>The document that is tried, as it was when this was asked for.</summary>
    public required string Document { get; init; }

    /// <summary>Key of the model that it is compared with.</summary>
    public required string BaselineKey { get; init; }

    /// <summary>That model's version.</summary>
    public int BaselineVersion { get; init; }

    /// <summary>Of an impact: whether the model would be published as the primary one.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>From when on; included.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Until when; included.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>Who asked for it, as they said; null: they did not say.</summary>
    public string? By { get; init; }

    /// <summary>See <see cref="BacktestState"/>.</summary>
    public required string State { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the run that counts began; null: none has.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended, one way or the other.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until when the replica that runs it has it for itself. One that died is taken over then, from the beginning.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Which run has the lease: one that lost it must not write any more.</summary>
    public int Attempt { get; set; }

    /// <summary>How many leads there were when the run began.</summary>
    public long Leads { get; set; }

    /// <summary>How many of them are done.</summary>
    public long LeadsDone { get; set; }

    /// <summary>The result as JSON; null while there is none.</summary>
    public string? Result { get; set; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; set; }
}

/// <summary>A lead that the two models see differently.</summary>
public sealed class BacktestFlip
{
    /// <summary>The backtest.</summary>
    public Guid BacktestId { get; init; }

    /// <summary>1 and up, in the order in which they were found.</summary>
    public long Number { get; init; }

    /// <summary>The lead, as <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public required string LeadId { get; init; }

    /// <summary>Which way: see <see cref="FlipKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When, between which numbers and by which criteria, as JSON.</summary>
    public required string Details { get; init; }
}

/// <summary>What is tried.</summary>
internal static class BacktestKind
{
    /// <summary>Every moment of a period, from the log.</summary>
    public const string Period = "period";

    /// <summary>This moment: what publishing would do.</summary>
    public const string Impact = "impact";
}

/// <summary>How far a backtest is.</summary>
internal static class BacktestState
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
}

/// <summary>Which way a lead flips from the model in force to the one that is tried.</summary>
internal static class FlipKind
{
    public const string BecomesPql = "becomes_pql";
    public const string StopsBeingPql = "stops_being_pql";

    /// <summary>A PQL under both, but at other times.</summary>
    public const string AtOtherTimes = "at_other_times";
}
