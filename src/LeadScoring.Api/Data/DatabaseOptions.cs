using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Api.Data;

/// <summary>Section "Database". With ConnectionStrings:LeadScoring the service uses that server, else it starts its own.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Database";

    public const string ConnectionName = "LeadScoring";

    /// <summary>Where the embedded server keeps its data between runs; a folder per PostgreSQL major version is made in it.</summary>
    /// <value>For root /var/lib/leadscoring, else leadscoring in the user's data folder.</value>
    public string? DataDirectory { get; init; }

    /// <summary>Whether a start makes the tables and brings them up to date. Else it waits until <c>LeadScoring.Api --migrate</c> has done so.</summary>
    /// <value>true</value>
    public bool MigrateOnStart { get; init; } = true;

    /// <summary>How long a start waits for a server that does not answer yet.</summary>
    /// <value>one minute</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromMinutes(1);
}
