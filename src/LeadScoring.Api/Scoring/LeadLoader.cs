using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Npgsql;

namespace LeadScoring.Api.Scoring;

/// <summary>Opens sets of leads with all that their scores need, in a few statements for all of them.</summary>
internal sealed class LeadLoader(ModelSnapshot models, NpgsqlConnection connection)
{
    private Dictionary<string, AccountRecord> _accounts = [];

    /// <summary>Accounts to be made, if they are missing, and read together with those that the leads belong to: rows are only locked in order by one statement.</summary>
    public IReadOnlyCollection<string> AlsoAccounts { get; init; } = [];

    /// <summary>Opens the leads of these rows.</summary>
    /// <param name="rows">The rows, locked by a writer, or just read.</param>
    /// <param name="lockAccounts">A writer locks the accounts against change.</param>
    /// <param name="notYet">Events that are in the log already but that the score rows do not know of yet.</param>
    /// <param name="now">The clock.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <exception cref="StaleModelsException">A row was written by somebody who knows newer models.</exception>
    public async Task<List<LeadRecord>> OpenAsync(IReadOnlyList<LeadRow> rows, bool lockAccounts, Func<LoggedEvent, bool> notYet, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (rows.Any(row => row.Score?.Activation > models.Current.Activation))
        {
            throw new StaleModelsException();
        }

        var digests = await OpenDigestsAsync(rows, notYet, cancellationToken);
        var attributes = rows.ToDictionary(row => row.Key, row => AttributesJson.Read(row.Attributes!));
        string[] accountIds = [.. attributes.Values.Select(AccountRecord.IdIn).OfType<string>().Concat(AlsoAccounts).Distinct(StringComparer.Ordinal)];
        _accounts = accountIds.Length == 0 ? []
            : lockAccounts ? await connection.LockAccountsAsync(accountIds, AlsoAccounts, cancellationToken)
            : await connection.ReadAccountsAsync(accountIds, cancellationToken);

        List<LeadRecord> records = new(rows.Count);
        var opened = rows.Select(row => (Row: row, Account: AccountOf(attributes[row.Key]))).Select(lead => (lead.Row, lead.Account,
            Facts: new LeadFacts(new LeadProfile(attributes[lead.Row.Key], lead.Account.Attributes), digests[lead.Row.Key].Digest))).ToList();
        var earlier = await ReadScoredAccountsAsync(opened.Where(lead => MustKnowScoredAccount(lead.Row, lead.Facts, lead.Account, now)).Select(lead => lead.Row), cancellationToken);
        foreach (var (row, account, facts) in opened)
        {
            records.Add(new LeadRecord
            {
                Key = row.Key,
                Attributes = attributes[row.Key],
                Digest = facts.Digest,
                IsDigestNew = digests[row.Key].IsNew,
                LastTransition = row.LastTransition,
                Identities = [.. IdentitiesOf(row)],
                Scores = row.Scores,
                Opened = Reopening(row, digests[row.Key]),
                Account = account,
                OpenedAccount = account,
                ScoredAccount = row.Score is { AccountId: { } id } ? earlier.GetValueOrDefault((id, row.Score.AccountVersion)) ?? account : account,
            });
        }

        return records;
    }

    /// <summary>The accounts as these rows were made with them.</summary>
    private async Task<Dictionary<(string Id, long Version), AccountRecord>> ReadScoredAccountsAsync(IEnumerable<LeadRow> rows, CancellationToken cancellationToken)
    {
        (string, long)[] changed = [.. rows.Select(row => (row.Score!.AccountId!, row.Score.AccountVersion)).Distinct()];
        return changed.Length == 0 ? [] : await connection.ReadAccountsAtAsync(changed, cancellationToken);
    }

    /// <summary>
    /// Whether it matters what the account was when the row was made: time is settled on what was known then, and a crossing tells
    /// what made the difference. Else an account of which the log is long would be folded again and again.
    /// </summary>
    private bool MustKnowScoredAccount(LeadRow row, LeadFacts facts, AccountRecord account, DateTimeOffset now) =>
        row.Score is { AccountId: not null } score && score.AccountVersion != account.Version
        && row.Scores.Any(each => each.ValidUntil <= now || (models.InForceAs(each.ModelKey) ?? models.Current) is var model
            && model.Crosses(each, ScoringEngine.Score(model.Model, facts, ScoreKeeping.AsOf(now, each, facts))));

    /// <summary>
    /// Gives leads whose attributes are new the accounts that these name. They are locked even if nothing is known of them yet, see
    /// <see cref="AccountRecordStatements.LockAccountsAsync"/>. Only what logs of gained identities name is not locked in order.
    /// </summary>
    public async Task FollowAccountsAsync(IReadOnlyCollection<LeadRecord> changed, CancellationToken cancellationToken)
    {
        string[] missing = [.. changed.Select(record => AccountRecord.IdIn(record.Attributes)).OfType<string>().Where(id => !_accounts.ContainsKey(id)).Distinct(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            foreach (var (id, account) in await connection.LockAccountsAsync(missing, missing, cancellationToken))
            {
                _accounts.Add(id, account);
            }
        }

        foreach (var record in changed)
        {
            record.Account = AccountOf(record.Attributes);
        }
    }

    /// <summary>A way back to what is stored, for after it has been changed in memory.</summary>
    private Func<(Attributes, Digest)> Reopening(LeadRow row, (Digest Digest, bool IsNew) opened)
    {
        // A digest that had to be folded afresh is not what the row holds.
        var bytes = opened.IsNew ? DigestCodec.Encode(opened.Digest) : row.Digest;
        return () => (AttributesJson.Read(row.Attributes), DigestCodec.Decode(models.Layout, bytes)!);
    }

    /// <summary>The account that attributes name; one without entries when it has no row yet.</summary>
    private AccountRecord AccountOf(Attributes lead) =>
        AccountRecord.IdIn(lead) is not { } id ? AccountRecord.None : _accounts.GetValueOrDefault(id) ?? new AccountRecord(id, 0, new Attributes());

    /// <summary>Folds the whole logs of these leads afresh, all their identities' together.</summary>
    public async Task RefoldAsync(IReadOnlyCollection<LeadRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        var byKey = records.ToDictionary(record => record.Key);
        foreach (var record in records)
        {
            (record.Digest, record.Attributes, record.IsDigestNew) = (new Digest(models.Layout), new Attributes(), true);
        }

        await foreach (var (lead, log) in connection.ReadLogsAsync([.. records.SelectMany(record => record.Identities.Select(identity => (identity, record.Key)))], cancellationToken))
        {
            byKey[lead].Digest = Digest.Fold(models.Layout, log.Events.Select(entry => entry.Event));
            log.ApplyAttributesTo(byKey[lead].Attributes);
        }
    }

    /// <summary>Leads' digests from their logs, whatever their rows hold.</summary>
    public async Task<Dictionary<LeadKey, Digest>> FoldLogsAsync(IReadOnlyCollection<LeadRow> rows, CancellationToken cancellationToken)
    {
        var digests = rows.ToDictionary(row => row.Key, _ => new Digest(models.Layout));
        await foreach (var (lead, log) in connection.ReadLogsAsync([.. rows.SelectMany(row => IdentitiesOf(row).Select(identity => (identity, row.Key)))], cancellationToken))
        {
            digests[lead] = Digest.Fold(models.Layout, log.Events.Select(entry => entry.Event));
        }

        return digests;
    }

    private static IEnumerable<LeadKey> IdentitiesOf(LeadRow row) => row.Identities.Select(LeadKey.OfKey).Prepend(row.Key);

    private async Task<Dictionary<LeadKey, (Digest Digest, bool IsNew)>> OpenDigestsAsync(IReadOnlyList<LeadRow> rows, Func<LoggedEvent, bool> notYet, CancellationToken cancellationToken)
    {
        Dictionary<LeadKey, (Digest, bool)> digests = new(rows.Count);
        List<LeadRow> outdated = [];
        foreach (var row in rows)
        {
            if (Decode(row) is { } digest)
            {
                digests.Add(row.Key, (digest, row.Digest.Length == 0));
            }
            else
            {
                digests.Add(row.Key, (new Digest(models.Layout), true));
                outdated.Add(row);
            }
        }

        if (outdated.Count > 0)
        {
            var identities = outdated.SelectMany(row => IdentitiesOf(row).Select(identity => (identity, row.Key)));
            await foreach (var (lead, log) in connection.ReadLogsAsync([.. identities], cancellationToken))
            {
                digests[lead] = (Digest.Fold(models.Layout, log.Events.Where(entry => !notYet(entry)).Select(entry => entry.Event)), true);
            }
        }

        return digests;
    }

    /// <summary>The digest that a row holds; an empty one for a lead that did nothing yet.</summary>
    /// <returns>Null when it is of an older generation or damaged, so that the log has to be folded afresh.</returns>
    /// <exception cref="StaleModelsException">It is of a newer generation.</exception>
    public Digest? Decode(LeadRow row)
    {
        try
        {
            return row.Digest.Length == 0 ? new Digest(models.Layout)
                : DigestCodec.Decode(models.Layout, row.Digest)
                ?? (DigestCodec.GenerationOf(row.Digest) > models.Layout.Generation ? throw new StaleModelsException() : null);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
