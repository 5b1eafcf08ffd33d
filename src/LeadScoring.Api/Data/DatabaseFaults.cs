using System.Net.Sockets;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>Tells faults of the database, which pass, from faults of a request or of this program, which do not.</summary>
internal static class DatabaseFaults
{
    /// <summary>Classes (the first two characters of an SQLSTATE) and single states that say nothing about the statement.</summary>
    private static readonly string[] OfTheServer =
    [
        "08", // the connection
        "28", // the login: passwords are changed in two places, one after the other
        "3D", // no such database: it is being restored
        "53", // disk, memory or connections have run out
        "57", // cancelled, shutting down, starting, recovering, dropped
        "58", // the disk fails
        PostgresErrorCodes.ReadOnlySqlTransaction, // a standby
        "25P03", // the server ended an idle transaction
        PostgresErrorCodes.InvalidSqlStatementName, // a statement that the driver only believes to be prepared
    ];

    /// <summary>A server that starts, or that nobody has started yet. Also where EF Core has put its own exception around the driver's.</summary>
    public static bool IsNotUpYet(Exception exception) => exception is NpgsqlException { IsTransient: true } or SocketException || (exception.InnerException is { } inner && IsNotUpYet(inner));

    /// <summary>Not reachable at all, or hanging: the next transaction would fare no better.</summary>
    public static bool IsUnreachable(Exception exception) => exception is not PostgresException && (exception is NpgsqlException or SocketException || (exception.InnerException is { } inner && IsUnreachable(inner)));

    /// <summary>
    /// Where a statement of a batch fails or is cancelled, later ones are not prepared, and Npgsql may believe that they are: such a
    /// connection fails again and again, while a new one does not.
    /// </summary>
    public static bool IsOfLostStatement(Exception exception) => exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.InvalidSqlStatementName };

    /// <summary>Whether the same work on fewer rows, or on others, may succeed: a statement that took too long, or rows that cannot be read or written, and not a database that is away.</summary>
    public static bool IsOfTheRows(Exception exception) => exception switch
    {
        PostgresException e => !e.IsTransient,
        NpgsqlException e => e.InnerException is TimeoutException,
        TimeoutException or OperationCanceledException or StaleModelsException => false,
        _ => true,
    };

    /// <summary>Not reachable, too slow, shutting down, full, read-only, or busy again and again: the same request may do later.</summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        PostgresException e => e.IsTransient || OfTheServer.Any(states => e.SqlState.StartsWith(states, StringComparison.Ordinal)),
        // A name that cannot be resolved comes as the bare SocketException.
        NpgsqlException or TimeoutException or SocketException or StaleModelsException or StaleLinksException or StoreFailedException => true,
        // A client that hung up: there may be a SocketException in it.
        IOException => false,
        _ => exception.InnerException is { } inner && IsAway(inner),
    };
}
