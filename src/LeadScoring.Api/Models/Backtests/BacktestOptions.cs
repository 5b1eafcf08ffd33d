using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Section "Backtests".</summary>
public sealed class BacktestOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Backtests";

    /// <summary>Whether this replica runs backtests. At least one must, or they wait for ever.</summary>
    /// <value>true</value>
    public bool Enabled { get; init; } = true;

    /// <summary>Which share of the time a run works, service and database together; the rest of it is left to intake. It works on one lead at a time, so this is a share of about one core.</summary>
    /// <value>0.5</value>
    [Range(0.01, 1)]
    public double Share { get; init; } = 0.5;

    /// <summary>How long a replica rests before it looks again whether one waits that another replica was asked for, or that another replica has left behind.</summary>
    /// <value>two seconds</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replica may be silent before another one takes its run over, from the beginning.</summary>
    /// <value>two minutes</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Events of leads that are read at once and held in memory, and entries of the logs of their accounts. A lead or an account with more is read alone.</summary>
    /// <value>10,000</value>
    [Range(1, 1_000_000)]
    public int ChunkEvents { get; init; } = 10_000;

    /// <summary>Leads that are read at once, however few events they have.</summary>
    /// <value>500</value>
    [Range(1, 10_000)]
    public int ChunkLeads { get; init; } = 500;

    /// <summary>How many that have ended are kept; of more the oldest go.</summary>
    /// <value>50</value>
    [Range(1, 10_000)]
    public int Keep { get; init; } = 50;

    /// <summary>How many may wait.</summary>
    /// <value>20</value>
    [Range(1, 1_000)]
    public int MostWaiting { get; init; } = 20;
}
