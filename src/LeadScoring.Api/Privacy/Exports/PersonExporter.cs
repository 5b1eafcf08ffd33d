using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Privacy.Exports;

/// <summary>Opens what is held on a person, to be written as it is read.</summary>
internal sealed class PersonExporter(NpgsqlDataSource dataSource, Transactions transactions, ModelCatalog models, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Null when nothing is held on whom the identity belongs to.</summary>
    public async Task<PersonExportResult?> OpenAsync(Identity identity, CancellationToken cancellationToken)
    {
        var (lead, rows, person) = await transactions.ReadAsync((connection, ct) => FindAsync(connection, LeadKey.Of(identity), ct), cancellationToken);
        if (rows.Count == 0 && !await IsQuarantinedAsync(person, cancellationToken))
        {
            return null;
        }

        // Before anything is handed out.
        await transactions.WriteAsync(
            async (connection, ct) =>
            {
                await audit.AddAsync(connection, AuditAction.PersonExported, audit.Of(LeadKey.Of(identity)), new { identities = person.Identities.Count }, ct);
                return true;
            },
            cancellationToken);
        var attributes = rows.Find(row => row.Key == lead)?.Attributes ?? AttributesJson.Empty;
        return new PersonExportResult(
            new PersonSource(dataSource, models.Snapshot, person, cancellationToken), Identity.FromKey(lead.LeadId).LeadId, clock.GetUtcNow(), ShownAttributes.Of(AttributesJson.Read(attributes)));
    }

    private static async Task<(LeadKey Lead, List<LeadRow> Rows, PersonTraces Person)> FindAsync(NpgsqlConnection connection, LeadKey asked, CancellationToken cancellationToken)
    {
        var (lead, identities) = await LockedPerson.FindAsync(connection, asked, cancellationToken);
        var rows = await connection.ReadLeadsAsync(identities, cancellationToken);
        return (lead, rows, await PersonTraces.ReadAsync(connection, identities, rows, cancellationToken));
    }

    /// <summary>Somebody may be known by nothing but an item that could not be taken.</summary>
    private async Task<bool> IsQuarantinedAsync(PersonTraces person, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT EXISTS (SELECT FROM quarantined_events WHERE {QuarantineTraces.Named})");
        command.Add(NpgsqlDbType.Text, person.Keys);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
