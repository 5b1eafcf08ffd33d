using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>
/// Brings the tables up to date, once, however many try at the same time. Each migration is a transaction: whoever is killed in the
/// middle leaves nothing, and the next one begins there. Other services go on working meanwhile.
/// </summary>
internal static class Migrator
{
    private const long MigrationLock = 0x4C6561644D696772; // "LeadMigr"

    /// <summary>Of one statement: an index over a large table takes its time, and replicas wait for the one that makes it.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    /// <summary>Between tries to lock a table that is in use, so that those who waited behind the try get through.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long a table may be in use all the time.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(15);

    /// <summary>A context whose statements may take long.</summary>
    public static LeadScoringDbContext OpenContext(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<LeadScoringDbContext>();
        options.UseNpgsql(dataSource, npgsql => npgsql.CommandTimeout((int)StatementTimeout.TotalSeconds));
        return new LeadScoringDbContext(options.Options);
    }

    /// <summary>Database and history table are made beforehand: MigrateAsync would make them too, but run into an error for each that is missing.</summary>
    /// <param name="db">A context that may take its time.</param>
    /// <param name="report">Is told what is done.</param>
    public static async Task MigrateAsync(LeadScoringDbContext db, Action<string>? report = null)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync()) await CreateAsync(creator);
        await using var turn = await TakeTurnAsync(db);
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync();
        string[] missing = [.. await db.Database.GetPendingMigrationsAsync()];
        if (missing.Length > 0)
        {
            report?.Invoke($"Applying {missing.Length} migrations: {string.Join(", ", missing)}.");
            await ApplyAsync(db, report);
        }
    }

    /// <summary>
    /// A change of a table waits until nobody reads it, and everybody who comes later waits behind the change: a long export would stop
    /// the intake. So it waits for less than a statement may take, and tries again.
    /// </summary>
    private static async Task ApplyAsync(LeadScoringDbContext db, Action<string>? report)
    {
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlAsync($"SET lock_timeout = '1s'");
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            try
            {
                await db.Database.MigrateAsync();
                return;
            }
            // EF Core puts its own exception around the driver's.
            catch (Exception e) when (e.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } && waited.Elapsed < LockPatience)
            {
                report?.Invoke("A table is in use; trying again.");
            }
        }
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
}
