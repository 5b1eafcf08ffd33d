using LeadScoring.Api.Data.Embedded;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Settings;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace LeadScoring.Api.Http;

/// <summary>Says why the service did not start, and the way out, to whoever started it.</summary>
internal static class StartProblems
{
    /// <summary>The explanation; null for what nobody could foresee, which keeps its stack trace.</summary>
    public static string? Explain(Exception problem) => problem switch
    {
        EmbeddedPostgresException or ModelException or SecretException or SettingsException => problem.Message,
        _ when problem.InnerException is AddressInUseException => $"{problem.Message} Something else listens there: stop it, or choose another address with --urls http://localhost:PORT.",
        PostgresException e => $"The database refused: {e.MessageText} ({e.SqlState}). {WayOut}",
        NpgsqlException e => $"The database does not answer: {e.Message}. {WayOut}",
        // EF Core puts its own exception around the driver's.
        { InnerException: NpgsqlException inner } => Explain(inner),
        // A file of settings that cannot be read: only the innermost of its exceptions says where.
        InvalidDataException { InnerException: not null } => $"A setting cannot be used: {problem.Message} {problem.GetBaseException().Message}",
        // A level that is none, or a sink that is not there.
        InvalidOperationException { Source: { } source } when source.StartsWith("Serilog", StringComparison.Ordinal) => "A setting of Serilog cannot be used: " + problem.Message,
        // What settings are made of: an address, a number, a connection string, a folder.
        FormatException or ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException { InnerException: FormatException or ArgumentException } =>
            "A setting cannot be used: " + problem.Message,
        _ => null,
    };

    private const string WayOut = "Look at ConnectionStrings__LeadScoring.";
}
