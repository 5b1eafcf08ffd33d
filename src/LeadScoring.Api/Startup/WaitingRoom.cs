using LeadScoring.Api.Http;

namespace LeadScoring.Api.Startup;

/// <summary>
/// Listens where the service is going to listen, while that takes long to start: the process lives, is not ready, and says why to
/// those who need no key for that. Opened only when there is something to say, as nearly always there is not.
/// </summary>
/// <param name="arguments">The service's, so that it listens at the same addresses.</param>
/// <param name="tellsReasons">Whether anybody may know why: nobody's key can be looked at yet.</param>
internal sealed class WaitingRoom(string[] arguments, bool tellsReasons) : IAsyncDisposable
{
    private const string Untold = "The service is starting; its log says what it waits for.";

    private const string RetryAfterSeconds = "5";

    /// <summary>What takes no longer is not told.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private WebApplication? _room;
    private volatile string _reason = "";

    /// <summary>Whether the process was told to stop while it waits.</summary>
    public CancellationToken Stopping => _room?.Lifetime.ApplicationStopping ?? CancellationToken.None;

    /// <summary>Says why the service is not ready until something else is told.</summary>
    public async Task TellAsync(string reason)
    {
        _reason = tellsReasons ? reason : Untold;
        if (_room is null)
        {
            _room = Build();
            await _room.StartAsync();
        }
    }

    /// <summary>Comes back when the work is done.</summary>
    public async Task TellWhileAsync(string reason, Task work)
    {
        if (_room is not null || await Task.WhenAny(work, Task.Delay(Moment)) != work)
        {
            await TellAsync(reason);
        }

        await work.WaitAsync(Stopping);
    }

    public ValueTask DisposeAsync() => _room?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSafeHeaders();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = ApiServices.Explain);
        var room = builder.Build();
        room.UseSafeHeaders();
        room.MapGet(HealthEndpoints.Live, () => "Healthy");
        room.MapGet(HealthEndpoints.Ready, () => Results.Json(new Readiness(false, [_reason]), statusCode: StatusCodes.Status503ServiceUnavailable));
        room.MapFallback(context =>
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "The service is starting.", detail: _reason).ExecuteAsync(context);
        });
        return room;
    }
}
