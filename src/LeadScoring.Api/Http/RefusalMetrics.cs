using System.Diagnostics.Metrics;
using LeadScoring.Api.Telemetry;

namespace LeadScoring.Api.Http;

/// <summary>What operations watch of requests that the service turns away for no fault of theirs.</summary>
internal sealed class RefusalMetrics
{
    /// <summary>Too many events wait.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The database does not answer, or refuses.</summary>
    public const string DatabaseAway = "database_away";

    private readonly Counter<long> _refusals;

    public RefusalMetrics(IMeterFactory factory)
    {
        _refusals = factory.CreateServiceMeter().CreateCounter<long>("leadscoring.http.refusals", "{request}", "Requests that were told to come again, by http.response.status_code (429 or 503) and error.type (queue_full or database_away).");
        Count(StatusCodes.Status429TooManyRequests, QueueFull, 0);
        Count(StatusCodes.Status503ServiceUnavailable, DatabaseAway, 0);
    }

    public void Refused(int status, string reason) => Count(status, reason, 1);

    private void Count(int status, string reason, int requests) => _refusals.Add(requests, new("http.response.status_code", status), new("error.type", reason));
}
