using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy;

/// <summary>The statements that delete what is held on a person. Raw SQL: each takes all their identities at once, and names the buckets.</summary>
internal static class ErasureStatements
{
    /// <summary>Deletes the rows of identities from a table that has them in its key.</summary>
    public static NpgsqlBatchCommand DeleteOf(string table, string column, IReadOnlyCollection<LeadKey> identities)
    {
        var command = new NpgsqlBatchCommand($"DELETE FROM {table} held USING unnest($1, $2) AS erased (bucket, id) WHERE held.bucket = erased.bucket AND held.{column} = erased.id");
        command.AddKeys(identities);
        return command;
    }

    /// <summary>Takes a person out of the events of others: a device that they used, too, and links that do not count.</summary>
    public static IEnumerable<NpgsqlBatchCommand> ForgetInEvents(PersonTraces person)
    {
        yield return OfStrangers("UPDATE events held SET anonymous_id = NULL", "held.anonymous_id = ANY ($3)", "identity", person, person.AnonymousIds);
        yield return OfStrangers("DELETE FROM events held", $"held.kind = '{IncomingEvent.Alias}' AND (held.properties ->> 'previousId' = ANY ($3) OR held.properties ->> 'userId' = ANY ($3))", "identity", person, person.SentIds);
        yield return OfStrangers("UPDATE events held SET properties = '{}'", $"held.kind = '{IncomingEvent.Unlink}' AND held.properties ->> 'from' = ANY ($3)", "identity", person, person.Keys);
    }

    /// <summary>Takes a person out of the crossings of others.</summary>
    public static IEnumerable<NpgsqlBatchCommand> ForgetInTransitions(PersonTraces person)
    {
        yield return OfStrangers("UPDATE transitions held SET merged_into = NULL", "held.merged_into = ANY ($3)", "lead_id", person, person.Keys);
        yield return OfStrangers(
            $"UPDATE transitions held SET events = coalesce((SELECT json_agg(event) FROM json_array_elements(held.events) AS event WHERE event ->> 'sentAs' <> ALL ($3)), '{CrossingReasons.None}')",
            "EXISTS (SELECT FROM json_array_elements(held.events) AS event WHERE event ->> 'sentAs' = ANY ($3))", "lead_id", person, person.LeadIds);
    }

    /// <summary>Forgets who names a person, and whom the person names.</summary>
    public static IEnumerable<NpgsqlBatchCommand> ForgetMentions(PersonTraces person)
    {
        yield return DeleteOf("identity_mentions", "identity", person.Identities);
        yield return OfStrangers("DELETE FROM identity_mentions held", "held.mentioned_by = ANY ($3)", "identity", person, person.Keys);
    }

    /// <summary>Where the work on a model has got to is told by a lead: by the one before, if that one goes.</summary>
    public static NpgsqlBatchCommand ForgetInBackfills(PersonTraces person) => With(
        person.Keys,
        """
        UPDATE model_activations a SET backfill_lead = coalesce((SELECT max(l.lead_id) FROM leads l WHERE l.bucket = a.backfill_bucket AND l.lead_id < a.backfill_lead), '')
        WHERE a.backfill_lead = ANY ($1)
        """);

    /// <summary>Takes a person out of the accounts that name them.</summary>
    public static NpgsqlBatchCommand ForgetInAccounts(PersonTraces person)
    {
        var update = new NpgsqlBatchCommand(
            """
            UPDATE account_scores s SET champion = CASE WHEN champion <> ALL ($3) THEN champion END, buyer = CASE WHEN buyer <> ALL ($3) THEN buyer END
            FROM unnest($1, $2) AS wanted (bucket, account_id)
            WHERE s.bucket = wanted.bucket AND s.account_id = wanted.account_id AND (champion = ANY ($3) OR buyer = ANY ($3))
            """);
        update.AddKeys([.. person.Accounts.Select(id => new LeadKey(Bucket.Of(id), id))]);
        update.Add(NpgsqlDbType.Text, person.Keys);
        return update;
    }

    /// <summary>Deletes items that could not be taken: those that name the person, and those in which a telling text of theirs was found.</summary>
    public static IEnumerable<NpgsqlBatchCommand> DeleteQuarantined(PersonTraces person)
    {
        yield return With(person.Keys, $"DELETE FROM quarantined_events WHERE {QuarantineTraces.Named}");
        var found = new NpgsqlBatchCommand("DELETE FROM quarantined_events WHERE id = ANY ($1)");
        found.Add(NpgsqlDbType.Uuid, person.Searched.Found);
        yield return found;
    }

    /// <summary>Takes the examples that a person's events are out of violations; the counts stay.</summary>
    public static NpgsqlBatchCommand ForgetInViolations(PersonTraces person) =>
        With(person.Keys, "UPDATE plan_violations SET identity = NULL, message_id = '', example = NULL WHERE identity = ANY ($1)");

    /// <summary>Deletes what backtests found of a person.</summary>
    public static NpgsqlBatchCommand DeleteFlips(PersonTraces person) => With(person.Keys, "DELETE FROM backtest_flips WHERE lead_id = ANY ($1)");

    /// <summary>How far messages have been made is told by a lead: by the one before at the same position, if that one goes. All of that one's crossings are behind.</summary>
    public static NpgsqlBatchCommand ForgetInProgress(PersonTraces person) => With(
        person.Keys,
        """
        UPDATE webhook_progress p SET sequence = 2147483647, lead_id = coalesce(
            (SELECT max(t.lead_id) FROM transitions t WHERE t.position = p.position AND t.bucket = p.bucket AND t.lead_id < p.lead_id), '')
        WHERE p.lead_id = ANY ($1)
        """);

    private static NpgsqlBatchCommand OfStrangers(string change, string condition, string column, PersonTraces person, IEnumerable<string> texts)
    {
        var command = new NpgsqlBatchCommand($"{change} {(change.StartsWith("DELETE", StringComparison.Ordinal) ? "USING" : "FROM")} unnest($1, $2) AS stranger (bucket, id) WHERE held.bucket = stranger.bucket AND held.{column} = stranger.id AND {condition}");
        command.AddKeys(person.Strangers);
        command.Add(NpgsqlDbType.Text, texts);
        return command;
    }

    private static NpgsqlBatchCommand With(string[] texts, string statement)
    {
        var command = new NpgsqlBatchCommand(statement);
        command.Add(NpgsqlDbType.Text, texts);
        return command;
    }
}
