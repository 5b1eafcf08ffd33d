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

    /// <summary>Too many requests of a key.</summary>
    public const string KeyRate = "key_rate";

    /// <summary>Too many requests of an address.</summary>
    public const string AddressRate = "address_rate";

    /// <summary>Too many requests of an address without a key that is taken.</summary>
    public const string FailedKeys = "failed_keys";

    private readonly Counter<long> _refusals;

    public RefusalMetrics(IMeterFactory factory)
    {
        _refusals = factory.CreateServiceMeter().CreateCounter<long>("leadscoring.http.refusals", "{request}", "Requests that were told to come again, by http.response.status_code (429 or 503) and error.type (queue_full, key_rate, address_rate, failed_keys or database_away).");
        foreach (var reason in (string[])[QueueFull, KeyRate, AddressRate, FailedKeys])
        {
            Count(StatusCodes.Status429TooManyRequests, reason, 0);
        }

        Count(StatusCodes.Status503ServiceUnavailable, DatabaseAway, 0);
    }

    public void Refused(int status, string reason) => Count(status, reason, 1);

    private void Count(int status, string reason, int requests) => _refusals.Add(requests, new("http.response.status_code", status), new("error.type", reason));
}
