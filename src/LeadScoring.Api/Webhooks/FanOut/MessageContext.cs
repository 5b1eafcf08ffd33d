using LeadScoring.Api.Accounts;
using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>Who the leads and accounts of a set of crossings are, as is known when messages are made of them.</summary>
internal sealed class MessageContext
{
    private const int MostOtherIds = 20;

    private readonly Dictionary<LeadKey, Person> _people = [];
    private readonly Dictionary<(string AccountId, string ModelKey), Company> _companies = [];
    private readonly Dictionary<(LeadKey Subject, int Sequence), PqlChange> _pqlChanges = [];

    private sealed record Person(string? Email, string? Name, IReadOnlyList<string> OtherIds, string? AccountId);

    private sealed record Company(string? Name, string? Champion, string? Buyer);

    public static async Task<MessageContext> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<Transition> crossings, CancellationToken cancellationToken)
    {
        var context = new MessageContext();
        await context.ReadPeopleAsync(connection, crossings.Where(crossing => AccountSubject.IdIn(crossing.LeadId) is null).Select(crossing => crossing.LeadId), cancellationToken);
        await context.ReadCompaniesAsync(connection, crossings.Select(crossing => (context.AccountIdOf(crossing), crossing.ModelKey)), cancellationToken);
        await context.ReadPeopleAsync(connection, context._companies.Values.SelectMany(company => new[] { company.Champion, company.Buyer }).OfType<string>(), cancellationToken);
        foreach (var change in await connection.ReadPqlChangesAsync(crossings, cancellationToken))
        {
            context._pqlChanges[(change.Subject, change.Sequence)] = change;
        }

        return context;
    }

    /// <summary>Whether the lead or account is a PQL after the crossing, and since when that is so; null when it never changed.</summary>
    /// <param name="crossing">The crossing.</param>
    /// <param name="model">The model it was made under; null: this process does not know it.</param>
    public (bool IsPql, DateTimeOffset? Since) PqlOf(Transition crossing, ScoringModel? model)
    {
        var last = _pqlChanges.GetValueOrDefault((new LeadKey(crossing.Bucket, crossing.LeadId), crossing.Sequence));
        var isPql = model is null ? last?.IsPql ?? false : PqlChange.Meets(crossing, model);
        // A model that was out of force begins at nothing, whatever was gained before.
        return (isPql, last?.IsPql == isPql ? last.At : null);
    }

    /// <summary>The account that crosses, or that of the lead; null: it has none.</summary>
    public string? AccountIdOf(Transition crossing) =>
        AccountSubject.IdIn(crossing.LeadId) ?? _people.GetValueOrDefault(LeadKey.OfKey(crossing.LeadId))?.AccountId;

    /// <summary>The lead; null where an account crosses.</summary>
    public MessageLead? LeadOf(Transition crossing)
    {
        if (AccountSubject.IdIn(crossing.LeadId) is not null)
        {
            return null;
        }

        var person = _people.GetValueOrDefault(LeadKey.OfKey(crossing.LeadId));
        return new MessageLead(Identity.FromKey(crossing.LeadId).LeadId, person?.Email, person?.Name, person?.OtherIds ?? []);
    }

    /// <summary>The account; null where none is known.</summary>
    public MessageAccount? AccountOf(Transition crossing)
    {
        if (AccountIdOf(crossing) is not { } accountId)
        {
            return null;
        }

        var company = _companies[(accountId, crossing.ModelKey)];
        return new MessageAccount(accountId, company.Name, PersonOf(company.Champion), PersonOf(company.Buyer));
    }

    private MessagePerson? PersonOf(string? key)
    {
        var person = key is null ? null : _people.GetValueOrDefault(LeadKey.OfKey(key));
        return key is null ? null : new MessagePerson(Identity.FromKey(key).LeadId, person?.Email, person?.Name);
    }

    private async Task ReadPeopleAsync(NpgsqlConnection connection, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        LeadKey[] wanted = [.. keys.Distinct(StringComparer.Ordinal).Select(LeadKey.OfKey).Where(key => !_people.ContainsKey(key))];
        if (wanted.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            $$"""
            SELECT l.bucket, l.lead_id, l.attributes #>> '{email,text}', l.attributes #>> '{name,text}', l.identities[1:{{MostOtherIds}}],
                   (SELECT s.account_id FROM lead_scores s WHERE s.bucket = l.bucket AND s.lead_id = l.lead_id AND s.account_id IS NOT NULL LIMIT 1)
            FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id)
            """, connection);
        command.AddKeys(wanted);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var identities = reader.IsDBNull(4) ? [] : reader.GetFieldValue<string[]>(4);
            _people[new LeadKey(reader.GetInt16(0), reader.GetString(1))] =
                new Person(TextAt(reader, 2), TextAt(reader, 3), [.. identities.Select(key => Identity.FromKey(key).LeadId)], TextAt(reader, 5));
        }
    }

    private async Task ReadCompaniesAsync(NpgsqlConnection connection, IEnumerable<(string? AccountId, string ModelKey)> keys, CancellationToken cancellationToken)
    {
        (string AccountId, string ModelKey)[] wanted = [.. keys.Where(key => key.AccountId is not null).Select(key => (key.AccountId!, key.ModelKey)).Distinct()];
        if (wanted.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT wanted.account_id, wanted.model_key, a.attributes #>> '{name,text}', s.champion, s.buyer
            FROM unnest($1, $2, $3) AS wanted (bucket, account_id, model_key)
            LEFT JOIN accounts a ON a.bucket = wanted.bucket AND a.account_id = wanted.account_id
            LEFT JOIN account_scores s ON s.bucket = wanted.bucket AND s.account_id = wanted.account_id AND s.model_key = wanted.model_key
            """, connection);
        command.Add(NpgsqlDbType.Smallint, wanted.Select(key => Bucket.Of(key.AccountId)));
        command.Add(NpgsqlDbType.Text, wanted.Select(key => key.AccountId));
        command.Add(NpgsqlDbType.Text, wanted.Select(key => key.ModelKey));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _companies[(reader.GetString(0), reader.GetString(1))] = new Company(TextAt(reader, 2), TextAt(reader, 3), TextAt(reader, 4));
        }
    }

    private static string? TextAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
