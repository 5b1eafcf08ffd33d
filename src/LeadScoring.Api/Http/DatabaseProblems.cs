using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace LeadScoring.Api.Http;

/// <summary>A database that is away is no fault of the request: 503 with Retry-After, so that clients send it again.</summary>
internal sealed partial class DatabaseProblems(IProblemDetailsService problems, ILogger<DatabaseProblems> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsAway(exception))
        {
            return false;
        }

        LogAway(exception.Message);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Title = "The database does not answer.", Detail = "Nothing is lost that was acknowledged. Send the request again." },
        });
    }

    /// <summary>Not reachable, too slow, shutting down, out of connections, read-only, full, or busy again and again.</summary>
    private static bool IsAway(Exception exception) => exception switch
    {
        PostgresException e => e.IsTransient || e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.QueryCanceled,
        NpgsqlException or TimeoutException or StaleModelsException or StaleLinksException => true,
        _ => exception.InnerException is { } inner && IsAway(inner),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}")]
    private partial void LogAway(string reason);
}
