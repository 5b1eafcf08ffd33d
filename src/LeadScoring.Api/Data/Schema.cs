using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace LeadScoring.Api.Data;

/// <summary>Whether the tables are as this version needs them. A database that is ahead is as good: migrations take nothing away that a version before needs.</summary>
internal static class Schema
{
    /// <summary>What this version knows, in its order.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [.. typeof(Schema).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The migrations that the database lacks; null while somebody is just about them.</summary>
    public static async Task<IReadOnlyList<string>?> FindMissingAsync(this NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Whoever migrates has the history locked.
            await using (var patience = new NpgsqlCommand("SET LOCAL lock_timeout = '1s'", connection)) await patience.ExecuteNonQueryAsync(cancellationToken);
            await using var question = new NpgsqlCommand($"""SELECT "MigrationId" FROM "{HistoryRepository.DefaultTableName}" """, connection);
            await using var applied = await question.ExecuteReaderAsync(cancellationToken);
            HashSet<string> known = new(StringComparer.Ordinal);
            while (await applied.ReadAsync(cancellationToken))
            {
                known.Add(applied.GetString(0));
            }

            return [.. Migrations.Where(migration => !known.Contains(migration))];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName)
        {
            return Migrations;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    /// <summary>What is wrong, for people.</summary>
    public static string Explain(IReadOnlyList<string> missing) =>
        $"The tables are older than this version: {missing.Count} of {Migrations.Count} migrations are missing, the first is {missing[0]}. Run LeadScoring.Api --migrate, or set Database:MigrateOnStart to true.";
}
