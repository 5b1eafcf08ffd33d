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
        valid_until, as_of, activation, account_id, account_version, last_active_on
        """;

    /// <summary>The score rows of leads. A lead has one; while a model with another key takes over it may have an older one besides.</summary>
    public static NpgsqlBatchCommand SelectScores(IReadOnlyCollection<LeadKey> leads)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT {Columns} FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN lead_scores s USING (bucket, lead_id)
            """);
        command.AddKeys(leads);
        return command;
    }

    /// <summary>What <see cref="SelectScores"/> finds, of each lead the newest: under the model in force, else under the one it was scored with last.</summary>
    public static async Task<Dictionary<LeadKey, LeadScore>> ReadScoresAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        Dictionary<LeadKey, LeadScore> scores = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var score = ReadScore(reader);
            var lead = new LeadKey(score.Bucket, score.LeadId);
            if (!scores.TryGetValue(lead, out var other) || other.Activation < score.Activation)
            {
                scores[lead] = score;
            }
        }

        return scores;
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
    };

    /// <summary>Writes score rows. Only rows that differ come here: each one costs its indexes.</summary>
    public static NpgsqlBatchCommand UpsertScores(IReadOnlyCollection<LeadScore> scores)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            INSERT INTO lead_scores ({Columns})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (bucket, lead_id, model_key) DO UPDATE SET
                fit = excluded.fit, behavior = excluded.behavior, total = excluded.total, fit_tier = excluded.fit_tier,
                behavior_tier = excluded.behavior_tier, band = excluded.band, is_pql = excluded.is_pql, pql_since = excluded.pql_since,
                valid_until = excluded.valid_until, as_of = excluded.as_of, activation = excluded.activation,
                account_id = excluded.account_id, account_version = excluded.account_version, last_active_on = excluded.last_active_on
            """);
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

    /// <summary>Appends to the leads' sequences of crossings.</summary>
    public static NpgsqlBatchCommand InsertTransitions(IReadOnlyCollection<Transition> transitions)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO transitions (bucket, lead_id, sequence, model_key, model_version, kind, cause, effective_at, recorded_at,
                                     band_before, band_after, fit_before, fit_after, behavior_before, behavior_after, merged_into)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """);
        command.AddKeys([.. transitions.Select(transition => new LeadKey(transition.Bucket, transition.LeadId))]);
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.Sequence));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.ModelKey));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.ModelVersion));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.Kind));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.Cause));
        command.Add(NpgsqlDbType.TimestampTz, transitions.Select(transition => transition.EffectiveAt));
        command.Add(NpgsqlDbType.TimestampTz, transitions.Select(transition => transition.RecordedAt));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.BandBefore));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.BandAfter));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.FitBefore));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.FitAfter));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.BehaviorBefore));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.BehaviorAfter));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.MergedInto));
        return command;
    }
}
