using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// All identities of a person, locked until the transaction ends. Whoever writes anything of a person locks the row of one of them,
/// so nothing is written meanwhile; an identity that was never seen gets a row, so that whoever brings it just now waits, too.
/// </summary>
internal sealed record LockedPerson(LeadKey Lead, IReadOnlyList<LeadRow> Rows)
{
    /// <summary>The identities, in the order of their keys.</summary>
    public IReadOnlyList<LeadKey> Identities { get; } = [.. Rows.Select(row => row.Key).OrderBy(key => key.Bucket).ThenBy(key => key.LeadId, StringComparer.Ordinal)];

    /// <summary>Locks the person to whom an identity belongs, waiting for whoever has them locked.</summary>
    /// <exception cref="StaleLinksException">Their identities have changed meanwhile. The transaction has to begin again.</exception>
    public static async Task<LockedPerson> LockAsync(NpgsqlConnection connection, LeadKey asked, CancellationToken cancellationToken)
    {
        var (lead, expected) = await FindAsync(connection, asked, cancellationToken);
        var rows = await connection.LockLeadsAsync(expected, cancellationToken);
        LeadKey[] missing = [.. expected.Except(rows.Select(row => row.Key))];
        if (missing.Length > 0)
        {
            rows.Add(missing is [var stranger] && stranger == asked ? await MakeAsync(connection, asked, cancellationToken) : throw new StaleLinksException());
        }

        return LeadIn(rows, asked) == lead && IdentitiesOf(rows.Find(row => row.Key == lead)!).ToHashSet().SetEquals(expected)
            ? new LockedPerson(lead, rows)
            : throw new StaleLinksException();
    }

    /// <summary>The lead and all its identities, as they are without a lock; those that nothing is known of are one identity.</summary>
    public static async Task<(LeadKey Lead, LeadKey[] Identities)> FindAsync(NpgsqlConnection connection, LeadKey asked, CancellationToken cancellationToken)
    {
        var lead = (await connection.ReadPathsAsync([asked], cancellationToken)).LeadOf(asked);
        var rows = await connection.ReadLeadsAsync([lead], cancellationToken);
        return (lead, [.. rows.SelectMany(IdentitiesOf).Append(asked).Distinct()]);
    }

    private static async Task<LeadRow> MakeAsync(NpgsqlConnection connection, LeadKey identity, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { LeadStatements.InsertLeads([identity]) } };
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1 ? LeadRow.New(identity) : throw new StaleLinksException();
    }

    private static IEnumerable<LeadKey> IdentitiesOf(LeadRow lead) => lead.Identities.Select(LeadKey.OfKey).Prepend(lead.Key);

    private static LeadKey LeadIn(List<LeadRow> rows, LeadKey identity)
    {
        var links = new IdentityLinks();
        links.Restore(rows.Select(row => new StoredLink(row.Key, row.Link, row.UnlinkedAt)));
        return links.LeadOf(identity);
    }
}
