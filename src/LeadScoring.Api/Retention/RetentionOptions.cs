using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Retention;

/// <summary>Section "Retention": for how many days what is kept. What is left empty is kept for ever. The same for all replicas.</summary>
public sealed class RetentionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Retention";

    private const int Century = 36_500;

    /// <summary>Whether this replica removes what is too old. At least one must, where anything is to be removed.</summary>
    /// <value>true</value>
    public bool Enabled { get; init; } = true;

    /// <summary>Events by the time they happened. Older ones count nowhere, and are not taken any more. Of attributes the last value always stays.</summary>
    /// <value>none: for ever</value>
    [Range(1, Century)]
    public int? EventDays { get; init; }

    /// <summary>Crossings by the time they were written down.</summary>
    /// <value>none: for ever</value>
    [Range(1, Century)]
    public int? TransitionDays { get; init; }

    /// <summary>Messages to receivers of webhooks, with their attempts, by the time they were made. At least 30: for so long they may be replayed, and are not told twice.</summary>
    /// <value>30</value>
    [Range(30, Century)]
    public int? DeliveryDays { get; init; } = 30;

    /// <summary>Items that could not be taken, by the time they came last.</summary>
    /// <value>none: for ever, within the bounds of the quarantine</value>
    [Range(1, Century)]
    public int? QuarantineDays { get; init; }

    /// <summary>Backtests, with the leads that they name, by the time they ended.</summary>
    /// <value>none: the last ones are kept, see Backtests:Keep</value>
    [Range(1, Century)]
    public int? BacktestDays { get; init; }

    /// <summary>Hashes of erased people by the time they were erased. What still arrives about them after that makes new leads.</summary>
    /// <value>none: for ever</value>
    [Range(1, Century)]
    public int? SuppressionDays { get; init; }

    /// <summary>Entries of the audit trail by the time of what was done.</summary>
    /// <value>none: for ever</value>
    [Range(1, Century)]
    public int? AuditDays { get; init; }

    /// <summary>How long it rests before it looks again what has become too old.</summary>
    /// <value>one hour</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The share of the time that it works; for the rest intake has the database to itself.</summary>
    /// <value>0.5</value>
    [Range(0.01, 1)]
    public double Share { get; init; } = 0.5;

    /// <summary>How many events the leads of one transaction have: their rows are locked while these are folded afresh.</summary>
    /// <value>5,000</value>
    [Range(1, 1_000_000)]
    public int ChunkEvents { get; init; } = 5_000;
}
