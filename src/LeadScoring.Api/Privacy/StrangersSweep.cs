using System.Diagnostics;
using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Takes an erased person out of rows of others once more, after the erasure is committed. Events of others that name a device of the
/// person lock the other one's row alone; those that were under way had seen the device, and are stored with it.
/// </summary>
internal sealed class StrangersSweep(NpgsqlDataSource dataSource, Transactions transactions)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>How long it waits for transactions of whomever in the same database; those of this service last longer only where the database is very slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Comes back when whatever was under way has ended, and nothing of others names the person.</summary>
    public async Task RunAsync(PersonTraces person, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await WaitForOthersAsync(connection, cancellationToken);
            var strangers = await connection.ReadMentionsAsync(person.Identities, cancellationToken);
            person = person with { Strangers = [.. person.Strangers.Union(strangers)] };
        }

        if (person.Strangers.Count > 0)
        {
            await transactions.WriteAsync((connection, ct) => ForgetAsync(connection, person, ct), cancellationToken);
        }
    }

    private static async Task<bool> ForgetAsync(NpgsqlConnection connection, PersonTraces person, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = LeadEraser.LongTimeout };
        foreach (var command in ErasureStatements.ForgetInEvents(person).Concat(ErasureStatements.ForgetInTransitions(person)).Concat(ErasureStatements.ForgetMentions(person)))
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Whoever writes an event has a number among transactions before they look who is linked to whom.</summary>
    private static async Task WaitForOthersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var begin = new NpgsqlCommand("SELECT coalesce(array_agg(backend_xid::text), '{}') FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL", connection);
        var underWay = (string[])(await begin.ExecuteScalarAsync(cancellationToken))!;
        await using var look = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_xid::text = ANY ($1))", connection) { Parameters = { new() { Value = underWay } } };
        for (var watch = Stopwatch.StartNew(); underWay.Length > 0 && await look.ExecuteScalarAsync(cancellationToken) is true && watch.Elapsed < Patience;)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
