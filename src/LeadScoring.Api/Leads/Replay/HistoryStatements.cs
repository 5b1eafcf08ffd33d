using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>Reads what was noted at the time. Raw SQL, to be part of the reads around it.</summary>
internal static class HistoryStatements
{
    /// <summary>The lead's crossings within a period, both ends included, by number; with <paramref name="knownAt"/> those that were noted by then.</summary>
    public static async Task<List<Transition>> ReadTransitionsAsync(this NpgsqlConnection connection, LeadKey lead, DateTimeOffset from, DateTimeOffset to, DateTimeOffset? knownAt, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {TransitionStatements.Columns} FROM transitions
            WHERE bucket = $1 AND lead_id = $2 AND effective_at BETWEEN $3 AND $4 AND recorded_at <= coalesce($5, 'infinity')
            ORDER BY sequence
            """, connection)
        {
            Parameters =
            {
                new() { Value = lead.Bucket },
                new() { Value = lead.LeadId },
                new() { Value = from.ToUniversalTime() },
                new() { Value = to.ToUniversalTime() },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = knownAt?.ToUniversalTime() },
            },
        };
        List<Transition> transitions = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            transitions.Add(TransitionStatements.ReadTransition(reader));
        }

        return transitions;
    }

    /// <summary>Which models were put into force within a period, both ends included.</summary>
    public static async Task<List<ModelChangeResponse>> ReadModelChangesAsync(this NpgsqlConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT activated_at, model_key, version FROM model_activations WHERE activated_at BETWEEN $1 AND $2 AND version IS NOT NULL AND action <> '{ModelAction.CalledOff}' ORDER BY number", connection)
        {
            Parameters = { new() { Value = from.ToUniversalTime() }, new() { Value = to.ToUniversalTime() } },
        };
        List<ModelChangeResponse> changes = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new ModelChangeResponse(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetInt32(2)));
        }

        return changes;
    }
}
