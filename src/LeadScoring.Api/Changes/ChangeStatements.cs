using LeadScoring.Api.Accounts;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Changes;

/// <summary>
/// The statements of the feed. They span all buckets, as lists do. Raw SQL: only PostgreSQL itself knows up to where everything is
/// committed.
/// </summary>
internal static class ChangeStatements
{
    /// <summary>Every transaction below this has ended, so nothing will be written before it any more.</summary>
    public const string End = "(SELECT base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM feed_origin)";

    /// <summary>Transitions behind a place, in order: those of a model, or of the primary one of their time.</summary>
    public static readonly string SelectTransitions =
        $"""
        SELECT {TransitionStatements.Columns}, position FROM transitions
        WHERE position >= $1 AND position < {End} AND (position, bucket, lead_id, sequence) > ($1, $2, $3, $4) AND CASE WHEN $6 = '' THEN is_primary ELSE model_key = $6 END
        ORDER BY position, bucket, lead_id, sequence LIMIT $5
        """;

    /// <summary>Transitions behind a place, in order, of all models.</summary>
    public static readonly string SelectAllTransitions =
        $"""
        SELECT {TransitionStatements.Columns}, position FROM transitions
        WHERE position >= $1 AND position < {End} AND (position, bucket, lead_id, sequence) > ($1, $2, $3, $4)
        ORDER BY position, bucket, lead_id, sequence LIMIT $5
        """;

    /// <summary>Score rows of a model whose last change is behind a place, in order: those that were made since an activation.</summary>
    public static readonly string SelectScores =
        $"""
        SELECT {ScoreStatements.Columns}, position FROM lead_scores
        WHERE position >= $1 AND position < {End} AND (position, bucket, lead_id, {ChangeCursor.Score}) > ($1, $2, $3, $4) AND model_key = $6 AND activation >= $7
        ORDER BY position, bucket, lead_id LIMIT $5
        """;

    /// <summary>The same of accounts.</summary>
    public static readonly string SelectAccounts =
        $"""
        SELECT {AccountScoreStatements.Columns}, position FROM account_scores
        WHERE position >= $1 AND position < {End} AND (position, bucket, '{AccountSubject.Prefix}' || account_id, {ChangeCursor.Score}) > ($1, $2, $3, $4) AND model_key = $6 AND activation >= $7
        ORDER BY position, bucket, account_id LIMIT $5
        """;

    /// <summary>The last position that is taken. What stands there is on disk: a server that crashes may use later numbers, which nobody has written under, once more.</summary>
    public static async Task<long> ReadLastPositionAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT greatest(
                (SELECT max(position) FROM transitions WHERE position < {End}),
                (SELECT max(position) FROM lead_scores WHERE position < {End}),
                (SELECT max(position) FROM account_scores WHERE position < {End}), 0)
            """, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc cref="SelectTransitions"/>
    public static Task<List<(ChangeCursor Place, Transition Row)>> ReadTransitionsAsync(this NpgsqlConnection connection, string? modelKey, ChangeCursor after, int most, CancellationToken cancellationToken) =>
        ReadAsync(connection, Select(SelectTransitions, modelKey, after, most), ReadTransition, cancellationToken);

    /// <inheritdoc cref="SelectAllTransitions"/>
    public static Task<List<(ChangeCursor Place, Transition Row)>> ReadAllTransitionsAsync(this NpgsqlConnection connection, ChangeCursor after, int most, CancellationToken cancellationToken)
    {
        var statement = Select(SelectAllTransitions, null, after, most);
        statement.Parameters.RemoveAt(statement.Parameters.Count - 1);
        return ReadAsync(connection, statement, ReadTransition, cancellationToken);
    }

    /// <inheritdoc cref="SelectScores"/>
    public static Task<List<(ChangeCursor Place, LeadScore Row)>> ReadScoresAsync(this NpgsqlConnection connection, string modelKey, int since, ChangeCursor after, int most, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            Select(SelectScores, modelKey, after, most, since),
            row =>
            {
                var score = ScoreStatements.ReadScore(row);
                return (new ChangeCursor(row.GetInt64(20), new LeadKey(score.Bucket, score.LeadId), ChangeCursor.Score), score);
            },
            cancellationToken);

    /// <inheritdoc cref="SelectAccounts"/>
    public static Task<List<(ChangeCursor Place, AccountScore Row)>> ReadAccountsAsync(this NpgsqlConnection connection, string modelKey, int since, ChangeCursor after, int most, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            Select(SelectAccounts, modelKey, after, most, since),
            row =>
            {
                var score = AccountScoreStatements.ReadScore(row);
                return (new ChangeCursor(row.GetInt64(26), AccountSubject.KeyOf(score.AccountId!), ChangeCursor.Score), score);
            },
            cancellationToken);

    /// <summary>One of the statements above; those of rows need <paramref name="since"/>.</summary>
    public static NpgsqlCommand Select(string statement, string? modelKey, ChangeCursor after, int most, int? since = null)
    {
        var command = new NpgsqlCommand(statement)
        {
            Parameters = { new() { Value = after.Position }, new() { Value = after.Lead.Bucket }, new() { Value = after.Lead.LeadId }, new() { Value = after.Sequence }, new() { Value = most }, new() { Value = modelKey ?? "" } },
        };
        if (since is { } activation)
        {
            command.Parameters.Add(new() { Value = activation });
        }

        return command;
    }

    private static (ChangeCursor Place, Transition Row) ReadTransition(NpgsqlDataReader row)
    {
        var transition = TransitionStatements.ReadTransition(row);
        return (new ChangeCursor(row.GetInt64(27), new LeadKey(transition.Bucket, transition.LeadId), transition.Sequence), transition);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, NpgsqlCommand statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = statement;
        command.Connection = connection;
        List<T> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
