using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>When a lead or account became a PQL, or ceased to be one, the last time up to a crossing.</summary>
/// <param name="Subject">The lead or the account.</param>
/// <param name="Sequence">The number of the crossing that is looked at.</param>
/// <param name="IsPql">What it became.</param>
/// <param name="At">When.</param>
internal sealed record PqlChange(LeadKey Subject, int Sequence, bool IsPql, DateTimeOffset At)
{
    /// <summary>Whether the numbers after a crossing make a PQL: the crossing holds all that the rule looks at.</summary>
    public static bool Meets(Transition crossing, ScoringModel model)
    {
        var rule = AccountSubject.IdIn(crossing.LeadId) is null ? model.Pql : model.Account.Pql;
        return crossing.BlockedByAfter.Length == 0
            && new Points(crossing.TotalAfter) >= rule.Total && new Points(crossing.FitAfter) >= rule.Fit && new Points(crossing.BehaviorAfter) >= rule.Behavior;
    }
}

/// <summary>Reads when leads became PQLs. Raw SQL: one look back along the sequence for each of a set of crossings.</summary>
internal static class PqlChangeStatements
{
    /// <summary>
    /// The last change up to each crossing, where there is one; a primary model goes on from the primary model before it. Where crossings
    /// are no longer kept, the row of the score knows, unless it has changed since.
    /// </summary>
    public static async Task<List<PqlChange>> ReadPqlChangesAsync(this NpgsqlConnection connection, IReadOnlyCollection<Transition> crossings, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT c.bucket, c.lead_id, c.sequence, coalesce(last.is_pql, s.is_pql, a.is_pql), coalesce(last.at, s.pql_since, a.pql_since)
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS c (bucket, lead_id, sequence, model_key, is_primary, effective_at, account_id)
            LEFT JOIN LATERAL (
                SELECT t.kind = '{TransitionKind.PqlGained}' AS is_pql, t.effective_at AS at FROM transitions t
                WHERE t.bucket = c.bucket AND t.lead_id = c.lead_id AND t.sequence <= c.sequence
                    AND t.kind IN ('{TransitionKind.PqlGained}', '{TransitionKind.PqlLost}') AND (t.model_key = c.model_key OR (t.is_primary AND c.is_primary))
                ORDER BY t.sequence DESC LIMIT 1) AS last ON true
            LEFT JOIN lead_scores s ON last.at IS NULL AND s.bucket = c.bucket AND s.lead_id = c.lead_id AND s.model_key = c.model_key AND s.pql_since <= c.effective_at
            LEFT JOIN account_scores a ON last.at IS NULL AND a.bucket = c.bucket AND a.account_id = c.account_id AND a.model_key = c.model_key AND a.pql_since <= c.effective_at
            WHERE coalesce(last.at, s.pql_since, a.pql_since) IS NOT NULL
            """, connection);
        command.AddKeys([.. crossings.Select(crossing => new LeadKey(crossing.Bucket, crossing.LeadId))]);
        command.Add(NpgsqlDbType.Integer, crossings.Select(crossing => crossing.Sequence));
        command.Add(NpgsqlDbType.Text, crossings.Select(crossing => crossing.ModelKey));
        command.Add(NpgsqlDbType.Boolean, crossings.Select(crossing => crossing.IsPrimary));
        command.Add(NpgsqlDbType.TimestampTz, crossings.Select(crossing => crossing.EffectiveAt));
        command.Add(NpgsqlDbType.Text, crossings.Select(crossing => AccountSubject.IdIn(crossing.LeadId)));
        List<PqlChange> changes = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new PqlChange(new LeadKey(reader.GetInt16(0), reader.GetString(1)), reader.GetInt32(2), reader.GetBoolean(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return changes;
    }
}
