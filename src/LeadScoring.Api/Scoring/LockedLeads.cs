using LeadScoring.Api.Privacy;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>What is said of links: two identities are one person, or an identity is taken out of its lead.</summary>
/// <param name="New">New links; the events that say so are in the log already.</param>
/// <param name="Unlinked">Identities that are taken out.</param>
/// <param name="At">When they are.</param>
internal sealed record LinkChange(IReadOnlyCollection<Link> New, IReadOnlyCollection<Identity> Unlinked, DateTimeOffset At = default)
{
    public static LinkChange Of(IReadOnlyCollection<Link> links) => new(links, []);
}

/// <summary>A lead was made or its links were changed by somebody else between two looks at it. The transaction has to begin again.</summary>
internal sealed class StaleLinksException() : Exception("A lead was changed by another writer again and again.");

/// <summary>
/// The rows that a write is about, locked until the transaction ends: identities, all that they are linked to, and who belongs to
/// whom among them before and after the write. Whoever holds the row of a lead holds the links of all its identities.
/// </summary>
internal sealed class LockedLeads
{
    private readonly Dictionary<LeadKey, LeadRow> _rows;
    private readonly IdentityLinks _before = new();
    private readonly IdentityLinks _after = new();
    private readonly HashSet<Identity> _moved = [];

    private LockedLeads(List<LeadRow> rows)
    {
        _rows = rows.ToDictionary(row => row.Key);
        Restore(rows.Where(row => row.Link is not null || row.UnlinkedAt is not null).Select(row => new StoredLink(row.Key, row.Link, row.UnlinkedAt)));
    }

    /// <summary>The leads of which identities came or went.</summary>
    public IReadOnlyList<LeadGroup> Groups { get; private set; } = [];

    /// <summary>The rows of all identities that are a lead before or after the write.</summary>
    public IEnumerable<LeadRow> Leads => _rows.Values.Where(row => WasLead(row.Key) || IsLead(row.Key));

    /// <summary>Pairs of identities of different leads of which one's rows name the other: a device that two people use, or a link that is undone. One too many, where a link between the two was not looked for, does no harm.</summary>
    public IReadOnlyList<(LeadKey Identity, LeadKey Other)> Strangers { get; private set; } = [];

    /// <summary>What has to be written of links.</summary>
    public IEnumerable<StoredLink> Moved => _moved.Select(identity => new StoredLink(LeadKey.Of(identity), _after[identity], _after.UnlinkedAt(identity)));

    /// <summary>What has to be written of leads: which identities they have beside their own; none for those that are leads no more.</summary>
    public IEnumerable<(LeadKey Lead, string[] Others)> Identities => Groups
        .Select(group => (group.Lead, Others: group.Identities.Where(identity => identity != group.Lead).Select(identity => identity.LeadId).Order(StringComparer.Ordinal).ToArray()))
        .Concat(Leads.Where(row => !IsLead(row.Key) && row.Identities.Count > 0).Select(row => (row.Key, Array.Empty<string>())));

    /// <summary>The lead that an identity belongs to after the write.</summary>
    public LeadKey LeadOf(LeadKey identity) => _after.LeadOf(identity);

    /// <summary>The row of an identity that is locked.</summary>
    public LeadRow RowOf(LeadKey identity) => _rows[identity];

    public bool IsLead(LeadKey identity) => LeadOf(identity) == identity;

    private bool WasLead(LeadKey identity) => _before.LeadOf(identity) == identity;

    /// <summary>Of whom the links have to be known before a write.</summary>
    public static LeadKey[] ToAsk(LinkedUsers linked, IEnumerable<LeadKey> identities, LinkChange change) => [.. identities.Concat(EndsOf(change)).Where(linked.MayBeLinked).Distinct()];

    /// <summary>Locks what a write is about, waiting for whoever has it locked. Identities that were never seen get their rows.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="linked">Which identities may be linked.</param>
    /// <param name="suppression">Who is not to come back.</param>
    /// <param name="identities">Whom the write is about.</param>
    /// <param name="change">What is said of links.</param>
    /// <param name="first">The links of those <see cref="ToAsk"/> names, and maybe of more, read without locks: rows can only be locked in the order of their keys when all of them are known.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="StaleLinksException">Somebody else was faster.</exception>
    /// <exception cref="SuppressedException">It is about people who were erased.</exception>
    public static async Task<LockedLeads> LockAsync(
        NpgsqlConnection connection, LinkedUsers linked, Suppression suppression, IReadOnlyCollection<LeadKey> identities, LinkChange change, FirstLinks first, CancellationToken cancellationToken)
    {
        HashSet<LeadKey> wanted = [.. identities];
        var links = await connection.ReadPathsAsync(first, linked.MayBeLinked, cancellationToken);
        // An alias is looked at again behind the locks: an unlinking that is committed meanwhile may make room for it.
        var news = change.New.Where(link => link.IsUsable && (link.IsAlias || links.WouldAdd(link))).ToList();
        wanted.UnionWith(EndsOf(change with { New = news }));
        LeadKey[] keys = [.. wanted.SelectMany(links.PathOf).Distinct()];

        var rows = await connection.LockLeadsAsync(keys, cancellationToken);
        LeadKey[] missing = rows.Count == keys.Length ? [] : [.. keys.Except(rows.Select(row => row.Key))];
        // What was linked was there when the links were read: it has been erased since.
        rows.AddRange(missing.Any(links.Joins) ? throw new StaleLinksException() : await MakeMissingAsync(connection, suppression, missing, cancellationToken));
        await LockBeyondAsync(connection, linked, rows, cancellationToken);
        var locked = new LockedLeads(rows);
        await locked.MoveAsync(connection, change with { New = news }, cancellationToken);
        locked.Strangers = [.. locked.Parted().Concat(locked.Refused(change.New, links)).Distinct()];
        return locked;
    }

    /// <summary>
    /// Locks what identities are linked to by links that were not there, or not looked for, when links were read. It is out of order, so
    /// nobody may wait here, and what somebody else has locked makes the transaction begin again.
    /// </summary>
    private static async Task LockBeyondAsync(NpgsqlConnection connection, LinkedUsers linked, List<LeadRow> rows, CancellationToken cancellationToken)
    {
        var keys = rows.Select(row => row.Key).ToHashSet();
        while (rows.Where(row => row.Link is { } link && !keys.Contains(LeadKey.Of(link.To))).ToArray() is { Length: > 0 } leadingOn)
        {
            linked.Note(leadingOn.Select(row => row.Key));
            LeadKey[] beyond = [.. leadingOn.Select(row => LeadKey.Of(row.Link!.To)).Where(keys.Add)];
            rows.AddRange(await LockFreeAsync(connection, beyond, cancellationToken));
        }
    }

    /// <exception cref="StaleLinksException">Somebody else has one of them locked, or has erased it.</exception>
    private static async Task<List<LeadRow>> LockFreeAsync(NpgsqlConnection connection, LeadKey[] leads, CancellationToken cancellationToken) =>
        await connection.LockFreeLeadsAsync(leads, cancellationToken) is var rows && rows.Count == leads.Length ? rows : throw new StaleLinksException();

    /// <summary>The rows of identities that were never seen. Whoever makes them has locked all the others and waits for none: another writer who makes the same ones waits for the first to end.</summary>
    private static async Task<IEnumerable<LeadRow>> MakeMissingAsync(NpgsqlConnection connection, Suppression suppression, LeadKey[] missing, CancellationToken cancellationToken)
    {
        if (missing.Length == 0)
        {
            return [];
        }

        var (made, erased) = await suppression.AdmitAsync(connection, missing, cancellationToken);
        var rows = made == missing.Length ? missing.Select(key => LeadRow.New(key)) : await LockFreeAsync(connection, missing, cancellationToken);
        // One that was erased goes on with the numbers of its transitions.
        return rows.Select(row => erased.TryGetValue(row.Key, out var last) && last > row.LastTransition ? row with { LastTransition = last } : row);
    }

    private static IEnumerable<LeadKey> EndsOf(LinkChange change)
    {
        return change.New.SelectMany(link => (Identity[])[link.From, link.To]).Concat(change.Unlinked).Select(LeadKey.Of);
    }

    private void Restore(IEnumerable<StoredLink> stored)
    {
        StoredLink[] links = [.. stored];
        _before.Restore(links);
        _after.Restore(links);
    }

    private async Task MoveAsync(NpgsqlConnection connection, LinkChange change, CancellationToken cancellationToken)
    {
        _moved.UnionWith(change.New.Where(_after.Add).Select(link => link.From));
        foreach (var identity in change.Unlinked)
        {
            _after.Unlink(identity, change.At);
            _moved.Add(identity);
        }

        if (_moved.Count == 0)
        {
            return;
        }

        var leads = _moved.SelectMany(EndsOf).Select(identity => _before.LeadOf(LeadKey.Of(identity))).Distinct().ToArray();
        LeadKey[] members = [.. leads, .. leads.SelectMany(lead => _rows[lead].Identities).Select(LeadKey.OfKey)];
        Restore(await connection.ReadLinksAsync([.. members.Where(member => !_rows.ContainsKey(member))], cancellationToken));
        Groups = [.. members.GroupBy(LeadOf).Select(GroupOf)];
    }

    /// <summary>Identities that left a lead, with that lead and whom they were linked to: what was stored until now names them.</summary>
    private IEnumerable<(LeadKey, LeadKey)> Parted() => Groups.SelectMany(group => group.Identities)
        .SelectMany(identity => _before.PathOf(identity).Append(_before.LeadOf(identity)).Select(former => (identity, former)))
        .Where(pair => LeadOf(pair.identity) != LeadOf(pair.former));

    /// <summary>Ends of links that do not count: the events that say so name both.</summary>
    private IEnumerable<(LeadKey, LeadKey)> Refused(IEnumerable<Link> said, IdentityLinks known) => said
        .Where(link => link.IsUsable && _after[link.From]?.To != link.To && known[link.From]?.To != link.To).Select(link => (From: LeadKey.Of(link.From), To: LeadKey.Of(link.To)))
        .Where(pair => (_rows.ContainsKey(pair.From) ? LeadOf(pair.From) : known.LeadOf(pair.From)) != LeadOf(pair.To));

    /// <summary>The identity and to whom it is linked now.</summary>
    private IEnumerable<Identity> EndsOf(Identity moved) => _after[moved] is { } link ? [moved, link.To] : [moved];

    private LeadGroup GroupOf(IGrouping<LeadKey, LeadKey> lead)
    {
        LeadKey[] identities = [.. lead];
        LeadKey[] former = WasLead(lead.Key) ? [lead.Key, .. _rows[lead.Key].Identities.Select(LeadKey.OfKey)] : [];
        return new LeadGroup(lead.Key, identities, [.. identities.Except(former)], former.Length == 0 || former.Except(identities).Any());
    }
}
