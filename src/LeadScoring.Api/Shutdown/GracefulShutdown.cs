using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Shutdown;

/// <summary>
/// Stops in the order that loses nothing: first the service is not ready but goes on serving, so that load balancers send
/// requests elsewhere; then the host stops the server, which takes no more connections and finishes the requests that it took;
/// then the host stops the other hosted services. So a queue that requests wait for belongs into a hosted service, and may end
/// as soon as it is told to: nobody waits for it any more.
/// </summary>
internal sealed partial class GracefulShutdown(IOptions<ShutdownOptions> options, ILogger<GracefulShutdown> logger) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _hasBegun;

    /// <summary>Whether the service was told to stop.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Comes before the server is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        LogStopping(options.Value.ReadinessDelay);
        await Task.Delay(options.Value.ReadinessDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HasBegun ? HealthCheckResult.Unhealthy("The service is stopping.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: not ready any more, and taking requests for another {ReadinessDelay}")]
    private partial void LogStopping(TimeSpan readinessDelay);
}
