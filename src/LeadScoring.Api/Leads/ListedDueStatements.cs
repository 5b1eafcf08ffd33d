using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Leads;

/// <summary>The statements that tell a list which stored rows it can take as they are, and from where on rows have changed.</summary>
internal static class ListedDueStatements
{
    /// <summary>How many of the latest changes are looked at to find a place to begin; where more than these are asked for, most rows are.</summary>
    private const int MostLookedAt = 10_000;

    /// <summary>
    /// The feed stands in the order of transactions and this in the order of their clocks. Clocks of replicas differ by less than
    /// this, and a transaction that writes scores is over sooner.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>Every lead whose stored row may be wrong by now, with the row's place in the feed: by time, by the model, or by its account.</summary>
    /// <param name="connection">With a transaction that sees one moment.</param>
    /// <param name="now">The clock; null: those that only time has made due are left out.</param>
    /// <param name="model">The model that is listed, in force. Places in the feed are those of its rows.</param>
    /// <param name="mostRows">How many rows to look for; each lead may have several.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>All of them, or at least those of so many rows if there are more.</returns>
    /// <exception cref="StaleModelsException">The database has a model in force that this process has not loaded.</exception>
    public static async Task<Dictionary<LeadKey, long>> FindAllDueAsync(this NpgsqlConnection connection, DateTimeOffset? now, ActiveModel model, int mostRows, CancellationToken cancellationToken)
    {
        // One round trip, and each range on its own index instead of one OR that would read the table.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(ModelStatements.SelectNewestInForce) } };
        foreach (var command in SelectDue(now, model, mostRows))
        {
            batch.BatchCommands.Add(command);
        }

        Dictionary<LeadKey, long> due = [];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) > model.Activation)
        {
            throw new StaleModelsException();
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            await AddAsync(due, reader, cancellationToken);
        }

        return due;
    }

    /// <summary>Adds the leads that time has made due and whose stored total, in hundredths, is not below this.</summary>
    public static async Task AddDueFromAsync(this NpgsqlConnection connection, Dictionary<LeadKey, long> due, string modelKey, int least, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var command = SelectDueFrom(modelKey, least, now, most);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await AddAsync(due, reader, cancellationToken);
    }

    /// <summary>Of the rows that time has made due those whose total, in hundredths, is not below this.</summary>
    public static NpgsqlCommand SelectDueFrom(string modelKey, int least, DateTimeOffset now, int most) => new(
        "SELECT bucket, lead_id, position FROM lead_scores WHERE model_key = $1 AND total >= $2 AND valid_until <= $3 LIMIT $4")
    {
        Parameters = { new() { Value = modelKey }, new() { Value = least }, new() { Value = now.ToUniversalTime() }, new() { Value = most } },
    };

    private static async Task AddAsync(Dictionary<LeadKey, long> due, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var lead = new LeadKey(reader.GetInt16(0), reader.GetString(1));
            due[lead] = Math.Max(due.GetValueOrDefault(lead), reader.GetInt64(2));
        }
    }

    /// <summary>The rows that are due by time, if it is given, by the model, and by their accounts.</summary>
    public static NpgsqlBatchCommand[] SelectDue(DateTimeOffset? now, ActiveModel model, int most) =>
    [
        .. now is { } time
            ? [new("SELECT bucket, lead_id, CASE WHEN model_key = $3 THEN position ELSE 0 END FROM lead_scores WHERE valid_until <= $1 ORDER BY valid_until LIMIT $2")
            {
                Parameters = { new() { Value = time.ToUniversalTime() }, new() { Value = most }, new() { Value = model.Model.Key } },
            }]
            : Array.Empty<NpgsqlBatchCommand>(),
        new("SELECT bucket, lead_id, CASE WHEN model_key = $3 THEN position ELSE 0 END FROM lead_scores WHERE activation < $1 ORDER BY activation LIMIT $2")
        {
            Parameters = { new() { Value = model.Activation }, new() { Value = most }, new() { Value = model.Model.Key } },
        },
        // Nearly always no account is unsettled. The planner takes a third of them to be and would read them all, so they are looked
        // for first, in the order of the index that holds only those.
        new("""
            SELECT s.bucket, s.lead_id, CASE WHEN s.model_key = $2 THEN s.position ELSE 0 END FROM accounts a JOIN lead_scores s ON s.account_id = a.account_id AND s.account_version < a.version
            WHERE a.settled_version < a.version AND (SELECT true FROM accounts WHERE settled_version < version ORDER BY bucket, account_id LIMIT 1) LIMIT $1
            """)
        {
            Parameters = { new() { Value = most }, new() { Value = model.Model.Key } },
        },
    ];

    /// <summary>
    /// A place in the feed behind which all rows stand that changed at this time or later, so that a list of them reads no others;
    /// -1 when that would spare nothing.
    /// </summary>
    public static async Task<long> FindPlaceBeforeAsync(this NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = SelectPlaceBefore(since);
        command.Connection = connection;
        return await command.ExecuteScalarAsync(cancellationToken) is long place ? place : -1;
    }

    /// <summary>The newest of the latest changes that is older, of those whose place alone does not tell.</summary>
    public static NpgsqlCommand SelectPlaceBefore(DateTimeOffset since) => new(
        """
        SELECT position FROM (SELECT position, changed_at FROM lead_scores ORDER BY position DESC LIMIT $1) AS latest
        WHERE changed_at < $2 ORDER BY position DESC LIMIT 1
        """)
    {
        Parameters = { new() { Value = MostLookedAt }, new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = since - ClocksDiffer } },
    };
}
