using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>The statements of scores and transitions. Raw SQL, because each takes or writes the rows of a whole set of leads in one round trip.</summary>
internal static class ScoreStatements
{
    /// <summary>The columns of lead_scores, in the order in which <see cref="ReadScore"/> reads them.</summary>
    public const string Columns =
        """
        bucket, lead_id, model_key, fit, behavior, total, fit_tier, behavior_tier, band, is_pql, pql_since,
        valid_until, as_of, activation, account_id, account_version, last_active_on, spikes, blocked_by, changed_at
        """;

    /// <summary>Where what this transaction writes stands in the feed of changes; see docs/decisions/0010.</summary>
    public const string Position = "(SELECT base + pg_current_xact_id()::text::bigint FROM feed_origin)";

    /// <summary>The score rows of leads: of each one per model that it was scored with last.</summary>
    public static NpgsqlBatchCommand SelectScores(IReadOnlyCollection<LeadKey> leads)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT {Columns} FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN lead_scores s USING (bucket, lead_id)
            """);
        command.AddKeys(leads);
        return command;
    }

    /// <summary>What <see cref="SelectScores"/> finds.</summary>
    public static async Task<ILookup<LeadKey, LeadScore>> ReadScoresAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<LeadScore> scores = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            scores.Add(ReadScore(reader));
        }

        return scores.ToLookup(score => new LeadKey(score.Bucket, score.LeadId));
    }

    /// <summary>A row of lead_scores, its columns in the order that the statements here name them.</summary>
    public static LeadScore ReadScore(NpgsqlDataReader row) => new()
    {
        Bucket = row.GetInt16(0),
        LeadId = row.GetString(1),
        ModelKey = row.GetString(2),
        Fit = row.GetInt32(3),
        Behavior = row.GetInt32(4),
        Total = row.GetInt32(5),
        FitTier = row.GetString(6),
        BehaviorTier = row.GetString(7),
        Band = row.GetString(8),
        IsPql = row.GetBoolean(9),
        PqlSince = row.GetFieldValue<DateTimeOffset?>(10),
        ValidUntil = row.GetFieldValue<DateTimeOffset?>(11),
        AsOf = row.GetFieldValue<DateTimeOffset>(12),
        Activation = row.GetInt32(13),
        AccountId = row.IsDBNull(14) ? null : row.GetString(14),
        AccountVersion = row.GetInt64(15),
        LastActiveOn = row.GetFieldValue<DateOnly?>(16),
        Spikes = row.GetString(17),
        BlockedBy = row.GetString(18),
        ChangedAt = row.GetFieldValue<DateTimeOffset>(19),
    };

    /// <summary>
    /// Writes score rows. Only rows that differ come here: each one costs its indexes. Those of which a published value has changed
    /// move on in the feed, never back.
    /// </summary>
    public static NpgsqlBatchCommand UpsertScores(IReadOnlyCollection<(LeadScore Row, bool IsNews)> written)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            INSERT INTO lead_scores ({Columns}, position)
            SELECT {Columns}, CASE WHEN is_news THEN {Position} ELSE 0 END
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS written ({Columns}, is_news)
            ON CONFLICT (bucket, lead_id, model_key) DO UPDATE SET
                fit = excluded.fit, behavior = excluded.behavior, total = excluded.total, fit_tier = excluded.fit_tier,
                behavior_tier = excluded.behavior_tier, band = excluded.band, is_pql = excluded.is_pql, pql_since = excluded.pql_since,
                valid_until = excluded.valid_until, as_of = excluded.as_of, activation = excluded.activation,
                account_id = excluded.account_id, account_version = excluded.account_version, last_active_on = excluded.last_active_on,
                spikes = excluded.spikes, blocked_by = excluded.blocked_by, changed_at = excluded.changed_at,
                position = greatest(lead_scores.position, excluded.position)
            """);
        LeadScore[] scores = [.. written.Select(each => each.Row)];
        command.AddKeys([.. scores.Select(score => new LeadKey(score.Bucket, score.LeadId))]);
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.ModelKey));
        command.Add(NpgsqlDbType.Integer, scores.Select(score => score.Fit));
        command.Add(NpgsqlDbType.Integer, scores.Select(score => score.Behavior));
        command.Add(NpgsqlDbType.Integer, scores.Select(score => score.Total));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.FitTier));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.BehaviorTier));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.Band));
        command.Add(NpgsqlDbType.Boolean, scores.Select(score => score.IsPql));
        command.Add(NpgsqlDbType.TimestampTz, scores.Select(score => score.PqlSince));
        command.Add(NpgsqlDbType.TimestampTz, scores.Select(score => score.ValidUntil));
        command.Add(NpgsqlDbType.TimestampTz, scores.Select(score => score.AsOf));
        command.Add(NpgsqlDbType.Integer, scores.Select(score => score.Activation));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.AccountId));
        command.Add(NpgsqlDbType.Bigint, scores.Select(score => score.AccountVersion));
        command.Add(NpgsqlDbType.Date, scores.Select(score => score.LastActiveOn));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.Spikes));
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.BlockedBy));
        command.Add(NpgsqlDbType.TimestampTz, scores.Select(score => score.ChangedAt));
        command.Add(NpgsqlDbType.Boolean, written.Select(each => each.IsNews));
        return command;
    }

    /// <summary>Takes away the rows of models that are no longer in force.</summary>
    public static NpgsqlBatchCommand DeleteScores(IReadOnlyCollection<LeadScore> scores)
    {
        var command = new NpgsqlBatchCommand(
            """
            DELETE FROM lead_scores s USING unnest($1, $2, $3) AS old (bucket, lead_id, model_key)
            WHERE s.bucket = old.bucket AND s.lead_id = old.lead_id AND s.model_key = old.model_key
            """);
        command.AddKeys([.. scores.Select(score => new LeadKey(score.Bucket, score.LeadId))]);
        command.Add(NpgsqlDbType.Text, scores.Select(score => score.ModelKey));
        return command;
    }
}
