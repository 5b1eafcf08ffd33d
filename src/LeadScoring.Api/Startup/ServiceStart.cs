using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Startup;

/// <summary>
/// What has to be there before the service listens: a database that answers, tables as this version needs them, models. Whoever asks
/// meanwhile is told in the <see cref="WaitingRoom"/> what is missing.
/// </summary>
internal sealed partial class ServiceStart
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly WaitingRoom _room;
    private readonly DatabaseOptions _options;
    private readonly NpgsqlDataSource _dataSource;

    /// <summary>Since the database answered last.</summary>
    private readonly Stopwatch _silence = Stopwatch.StartNew();

    private ServiceStart(WebApplication app, WaitingRoom room)
    {
        (_app, _room) = (app, room);
        (_options, _dataSource) = (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value, app.Services.GetRequiredService<NpgsqlDataSource>());
    }

    /// <returns>False when the service was told to stop meanwhile.</returns>
    public static async Task<bool> PrepareAsync(WebApplication app, string[] arguments)
    {
        await using var room = new WaitingRoom(arguments, app.Environment.IsDevelopment() || app.Services.GetRequiredService<IOptions<KeyOptions>>().Value.ReadyWithoutKey);
        try
        {
            await new ServiceStart(app, room).PrepareAsync();
            return true;
        }
        catch (OperationCanceledException) when (room.Stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PrepareAsync()
    {
        while (true)
        {
            try
            {
                await (_options.MigrateOnStart ? _room.TellWhileAsync("The tables are being brought up to date.", MigrateAsync()) : WaitForTablesAsync());
                _silence.Restart();
                await _room.TellWhileAsync("The keys are not loaded yet.", LoadKeysAsync());
                await _room.TellWhileAsync("The models are not loaded yet.", _app.LoadModelsAsync());
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsNotUpYet(e) && _silence.Elapsed < _options.StartPatience)
            {
                LogWaiting(_app.Logger, e.GetBaseException().Message);
                await _room.TellAsync("The database does not answer.");
                await Task.Delay(Pause, _room.Stopping);
            }
        }
    }

    private async Task MigrateAsync()
    {
        await using var db = Migrator.OpenContext(_dataSource);
        await Migrator.MigrateAsync(db, done => LogMigrating(_app.Logger, done));
    }

    private async Task LoadKeysAsync()
    {
        await _app.CheckErasureKeyAsync();
        await _app.LoadKeysAsync();
    }

    /// <summary>However long it takes: they are somebody else's business.</summary>
    private async Task WaitForTablesAsync()
    {
        var told = "";
        while (true)
        {
            var missing = await _dataSource.FindMissingAsync(_room.Stopping);
            if (missing is { Count: 0 })
            {
                return;
            }

            _silence.Restart();
            var reason = missing is null ? "The tables are being brought up to date." : Schema.Explain(missing);
            if (reason != told)
            {
                LogTables(_app.Logger, told = reason);
            }

            await _room.TellAsync(reason);
            await Task.Delay(Pause, _room.Stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting: {Reason}")]
    private static partial void LogTables(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Done}")]
    private static partial void LogMigrating(ILogger logger, string done);
}
