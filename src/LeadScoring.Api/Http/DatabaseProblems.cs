using LeadScoring.Api.Data;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace LeadScoring.Api.Http;

/// <summary>A database that is away, or that refuses what this program asks, is no fault of the request: 503 with Retry-After, so that clients send it again.</summary>
internal sealed partial class DatabaseProblems(IProblemDetailsService problems, RefusalMetrics metrics, NpgsqlDataSource dataSource, ILogger<DatabaseProblems> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "2";

    /// <summary>Milliseconds. An outage turns many requests away: they are counted, not listed.</summary>
    private const int BetweenLines = 1000;

    private long _nextLine = Environment.TickCount64;
    private int _turnedAway;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var isAway = DatabaseFaults.IsAway(exception);
        if (!isAway && exception.GetBaseException() is not PostgresException)
        {
            return false;
        }

        Note(exception, isAway);
        metrics.Refused(StatusCodes.Status503ServiceUnavailable, RefusalMetrics.DatabaseAway);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Title = isAway ? "The database does not answer." : "The database refuses.", Detail = "Nothing is lost that was acknowledged. Send the request again." },
        });
    }

    private void Note(Exception exception, bool isAway)
    {
        Interlocked.Increment(ref _turnedAway);
        if (DatabaseFaults.IsOfLostStatement(exception))
        {
            dataSource.Clear();
        }

        var (now, due) = (Environment.TickCount64, Volatile.Read(ref _nextLine));
        if (now < due || Interlocked.CompareExchange(ref _nextLine, now + BetweenLines, due) != due)
        {
            return;
        }

        var requests = Interlocked.Exchange(ref _turnedAway, 0);
        if (!isAway)
        {
            // Such as a table or a right that is missing while somebody upgrades.
            LogRefused(exception, requests);
            return;
        }

        LogAway(exception.Message, requests);
        if (exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            // After a failover these connections lead to what is a standby now; new ones find the primary.
            dataSource.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses what this version of the service asks of it. Requests answered with 503 since the last such line: {Requests}")]
    private partial void LogRefused(Exception exception, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}. Requests answered with 503 since the last such line: {Requests}")]
    private partial void LogAway(string reason, int requests);
}
