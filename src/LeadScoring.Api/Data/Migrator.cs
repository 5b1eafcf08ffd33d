using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>Brings the tables up to date before the service listens. Replicas that start together wait for each other.</summary>
internal static partial class Migrator
{
    private const long MigrationLock = 0x4C6561644D696772; // "LeadMigr"

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Of one statement: an index over a large table takes its time, and replicas wait for the one that makes it.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    public static async Task MigrateAsync(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if (!options.MigrateOnStart) return;

        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            try
            {
                await using var db = OpenContext(app.Services);
                await MigrateAsync(db);
                return;
            }
            catch (Exception e) when (IsNotUpYet(e) && waited.Elapsed < options.StartPatience)
            {
                LogWaiting(app.Logger, e.GetBaseException().Message);
            }
        }
    }

    /// <summary>Database and history table are made beforehand: MigrateAsync would make them too, but log an error for each that is missing.</summary>
    public static async Task MigrateAsync(LeadScoringDbContext db)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync()) await CreateAsync(creator);
        await using var turn = await TakeTurnAsync(db);
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync();
        await db.Database.MigrateAsync();
    }

    private static LeadScoringDbContext OpenContext(IServiceProvider services)
    {
        var options = new DbContextOptionsBuilder<LeadScoringDbContext>().UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
        options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.CommandTimeout((int)StatementTimeout.TotalSeconds));
        return new LeadScoringDbContext(options.Options);
    }

    /// <summary>
    /// Waits for other replicas until disposed of. EF Core's own lock ends with the transaction of each migration, so that of two
    /// replicas each would begin the next one.
    /// </summary>
    private static async Task<NpgsqlConnection> TakeTurnAsync(LeadScoringDbContext db)
    {
        var connection = (NpgsqlConnection)((ICloneable)db.Database.GetDbConnection()).Clone();
        try
        {
            await connection.OpenAsync();
            await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_advisory_xact_lock($1)", connection) { CommandTimeout = 0, Parameters = { new() { Value = MigrationLock } } };
            await command.ExecuteNonQueryAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another replica that started at the same time may be faster.</summary>
    private static async Task CreateAsync(IRelationalDatabaseCreator creator)
    {
        try
        {
            await creator.CreateAsync();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // It is there, which is all that is wanted.
        }
    }

    /// <summary>Also where EF Core has put its own exception around the driver's.</summary>
    private static bool IsNotUpYet(Exception e) => e is NpgsqlException { IsTransient: true } or SocketException || (e.InnerException is { } inner && IsNotUpYet(inner));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
