using LeadScoring.Api.Data;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>The statement of transitions. Raw SQL, because it writes those of a whole set of leads in one round trip and lets the database say where they stand.</summary>
internal static class TransitionStatements
{
    /// <summary>The columns of transitions but their position.</summary>
    public const string Columns =
        """
        bucket, lead_id, sequence, model_key, model_version, kind, cause, effective_at, recorded_at, band_before, band_after,
        fit_before, fit_after, behavior_before, behavior_after, merged_into, fit_tier_before, fit_tier_after, spike, contributions, events, blocked_by_before, blocked_by_after,
        is_primary, notify, total_before, total_after
        """;

    /// <summary>
    /// Appends to the leads' sequences of crossings. Each stands behind its lead's last one, even if that was written by a transaction
    /// that began later than this one and ended before it.
    /// </summary>
    public static NpgsqlBatchCommand InsertTransitions(IReadOnlyCollection<Transition> transitions)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            INSERT INTO transitions ({Columns}, position)
            SELECT {Columns}, greatest({ScoreStatements.Position}, (
                SELECT t.position FROM transitions t WHERE t.bucket = written.bucket AND t.lead_id = written.lead_id AND t.sequence = written.last_sequence))
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) AS written ({Columns}, last_sequence)
            """);
        var last = transitions.GroupBy(KeyOf).ToDictionary(lead => lead.Key, lead => lead.Min(transition => transition.Sequence) - 1);
        command.AddKeys([.. transitions.Select(KeyOf)]);
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
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.FitTierBefore));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.FitTierAfter));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.Spike));
        command.Add(NpgsqlDbType.Json, transitions.Select(transition => transition.Contributions));
        command.Add(NpgsqlDbType.Json, transitions.Select(transition => transition.Events));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.BlockedByBefore));
        command.Add(NpgsqlDbType.Text, transitions.Select(transition => transition.BlockedByAfter));
        command.Add(NpgsqlDbType.Boolean, transitions.Select(transition => transition.IsPrimary));
        command.Add(NpgsqlDbType.Boolean, transitions.Select(transition => transition.Notify));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.TotalBefore));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => transition.TotalAfter));
        command.Add(NpgsqlDbType.Integer, transitions.Select(transition => last[KeyOf(transition)]));
        return command;
    }

    /// <summary>A row of transitions, its columns in the order of <see cref="Columns"/>.</summary>
    public static Transition ReadTransition(NpgsqlDataReader row) => new()
    {
        Bucket = row.GetInt16(0),
        LeadId = row.GetString(1),
        Sequence = row.GetInt32(2),
        ModelKey = row.GetString(3),
        ModelVersion = row.GetInt32(4),
        Kind = row.GetString(5),
        Cause = row.GetString(6),
        EffectiveAt = row.GetFieldValue<DateTimeOffset>(7),
        RecordedAt = row.GetFieldValue<DateTimeOffset>(8),
        BandBefore = row.GetString(9),
        BandAfter = row.GetString(10),
        FitBefore = row.GetInt32(11),
        FitAfter = row.GetInt32(12),
        BehaviorBefore = row.GetInt32(13),
        BehaviorAfter = row.GetInt32(14),
        MergedInto = row.IsDBNull(15) ? null : row.GetString(15),
        FitTierBefore = row.GetString(16),
        FitTierAfter = row.GetString(17),
        Spike = row.IsDBNull(18) ? null : row.GetString(18),
        Contributions = row.GetString(19),
        Events = row.GetString(20),
        BlockedByBefore = row.GetString(21),
        BlockedByAfter = row.GetString(22),
        IsPrimary = row.GetBoolean(23),
        Notify = row.GetBoolean(24),
        TotalBefore = row.GetInt32(25),
        TotalAfter = row.GetInt32(26),
    };

    private static LeadKey KeyOf(Transition transition) => new(transition.Bucket, transition.LeadId);
}
