using LeadScoring.Api.Data;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Scoring;

/// <summary>The statements of links. They are raw SQL for the same reasons as those of leads.</summary>
internal static class LinkStatements
{
    /// <summary>The columns of the table leads, there called l, that <see cref="ReadLink"/> reads, and the one beside them.</summary>
    public const string Columns = "l.linked_to, l.linked_at, l.link_message_id, l.unlinked_at";

    /// <summary>What is stored of the identities' links. Those that have none are left out.</summary>
    public static async Task<List<StoredLink>> ReadLinksAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> identities, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SelectLinks(identities) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadLinksAsync(reader, cancellationToken);
    }

    /// <summary>Finds the identities' links. <see cref="ReadLinksAsync(NpgsqlDataReader, CancellationToken)"/> reads the answer.</summary>
    public static NpgsqlBatchCommand SelectLinks(IReadOnlyCollection<LeadKey> identities)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT l.bucket, l.lead_id, {Columns}
            FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id)
            WHERE l.linked_to IS NOT NULL OR l.unlinked_at IS NOT NULL
            """);
        command.AddKeys(identities);
        return command;
    }

    /// <summary>What <see cref="SelectLinks"/> finds.</summary>
    public static async Task<List<StoredLink>> ReadLinksAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<StoredLink> links = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LeadKey(reader.GetInt16(0), reader.GetString(1));
            links.Add(new StoredLink(key, ReadLink(reader, 2, key), reader.GetFieldValue<DateTimeOffset?>(5)));
        }

        return links;
    }

    /// <summary>The link in three columns, or null.</summary>
    public static Link? ReadLink(NpgsqlDataReader row, int column, LeadKey from) => row.IsDBNull(column)
        ? null
        : new Link(Identity.FromKey(from.LeadId), Identity.FromKey(row.GetString(column)), row.GetFieldValue<DateTimeOffset>(column + 1), row.GetString(column + 2));

    /// <summary>Writes to whom identities are linked.</summary>
    public static NpgsqlBatchCommand UpdateLinks(IReadOnlyCollection<StoredLink> links)
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE leads l SET linked_to = changed.linked_to, linked_at = changed.linked_at, link_message_id = changed.message_id, unlinked_at = changed.unlinked_at
            FROM unnest($1, $2, $3, $4, $5, $6) AS changed (bucket, lead_id, linked_to, linked_at, message_id, unlinked_at)
            WHERE l.bucket = changed.bucket AND l.lead_id = changed.lead_id
            """);
        command.AddKeys([.. links.Select(each => each.Key)]);
        command.Add(NpgsqlDbType.Text, links.Select(each => each.Link?.To.Key));
        command.Add(NpgsqlDbType.TimestampTz, links.Select(each => each.Link?.At));
        command.Add(NpgsqlDbType.Text, links.Select(each => each.Link?.MessageId));
        command.Add(NpgsqlDbType.TimestampTz, links.Select(each => each.UnlinkedAt));
        return command;
    }

    /// <summary>Writes which other identities a lead has. One statement a lead, since unnest would take lists of lists apart.</summary>
    public static NpgsqlBatchCommand UpdateIdentities(LeadKey lead, string[] others) => new("UPDATE leads SET identities = $3 WHERE bucket = $1 AND lead_id = $2")
    {
        Parameters = { new() { Value = lead.Bucket }, new() { Value = lead.LeadId }, new() { Value = others.Length == 0 ? DBNull.Value : others, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
    };
}

/// <summary>What is stored of an identity's link.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Link">To whom it is linked; null: to nobody.</param>
/// <param name="UnlinkedAt">When it was last taken out of a lead; null: never.</param>
internal sealed record StoredLink(LeadKey Key, Link? Link, DateTimeOffset? UnlinkedAt);
