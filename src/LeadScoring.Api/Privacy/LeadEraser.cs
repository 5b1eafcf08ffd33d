using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>
/// Erases people, in one transaction: who reads sees all of them or nothing. It locks the person's rows first, as every writer does.
/// A writer who waits for them finds them gone, and then the hash that says why (docs/decisions/0016).
/// </summary>
internal sealed partial class LeadEraser(NpgsqlDataSource dataSource, Transactions transactions, IdentityHashes hashes, StrangersSweep sweep, RescoreSignal rescore, PrivacyMetrics metrics, AuditTrail audit, TimeProvider clock, ILogger<LeadEraser> logger)
{
    /// <summary>Seconds: a long log on a cold disk takes longer than any other statement may.</summary>
    public const int LongTimeout = 60;

    /// <summary>Erases whoever an identity belongs to, under all their identities.</summary>
    /// <param name="identity">Any identity of the person; one that was never seen is erased, too.</param>
    /// <param name="suppress">Whether nothing is to be stored of them from now on. Else what comes later makes a new lead.</param>
    /// <param name="cancellationToken">Cancels what is not committed yet.</param>
    /// <exception cref="Secrets.SecretException">There is no key to hash with. Nothing was erased.</exception>
    public async Task<ErasureResponse> EraseAsync(Identity identity, bool suppress, CancellationToken cancellationToken)
    {
        // Before anything else: without a key nothing is half done.
        _ = hashes.KeyId;
        var asked = LeadKey.Of(identity);
        var searched = await SearchQuarantineAsync(asked, cancellationToken);
        var (person, events) = await transactions.WriteAsync((connection, ct) => EraseAsync(connection, asked, suppress, searched, ct), cancellationToken);
        rescore.Set();
        // From here on it is done, whether the caller still waits or not.
        await sweep.RunAsync(person, CancellationToken.None);
        metrics.Erased();
        LogErased(person.Identities.Count, events);
        return new ErasureResponse(person.LeadIds, suppress, events);
    }

    private async Task<SearchedQuarantine> SearchQuarantineAsync(LeadKey asked, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var (_, identities) = await LockedPerson.FindAsync(connection, asked, cancellationToken);
        return await QuarantineTraces.SearchAsync(connection, await PersonTraces.ReadAsync(connection, identities, [], cancellationToken), cancellationToken);
    }

    private async Task<(PersonTraces Person, int Events)> EraseAsync(NpgsqlConnection connection, LeadKey asked, bool suppress, SearchedQuarantine searched, CancellationToken cancellationToken)
    {
        var locked = await LockedPerson.LockAsync(connection, asked, cancellationToken);
        var person = await PersonTraces.ReadAsync(connection, locked.Identities, locked.Rows, cancellationToken);
        person = person with { Searched = searched.For(person) };
        await using var batch = new NpgsqlBatch(connection) { Timeout = LongTimeout };
        batch.BatchCommands.Add(ErasedStatements.UpsertErased([.. locked.Rows.Select(row => new Erased(row.Key, suppress, row.LastTransition))], hashes, clock.GetUtcNow()));
        batch.BatchCommands.Add(AccountRecordStatements.InsertDueAccounts([.. locked.Rows.Select(row => row.Score?.AccountId).OfType<string>().Distinct(StringComparer.Ordinal)]));
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (var table in PersonalData.Tables)
        {
            places.Add(table.Name, batch.BatchCommands.Count);
            foreach (var command in table.Erase(person))
            {
                batch.BatchCommands.Add(command);
            }
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await QuarantineTraces.ForgetNewAsync(connection, person, cancellationToken);
        await MessageEraser.ForgetAsync(connection, person, cancellationToken);
        var events = batch.BatchCommands[places["events"]].RecordsAffected;
        await audit.AddAsync(connection, AuditAction.PersonErased, audit.Of(asked), new { suppress, identities = person.Identities.Count, events }, cancellationToken);
        return (person, events);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A person with {Identities} identities and {Events} events was erased")]
    private partial void LogErased(int identities, int events);
}
