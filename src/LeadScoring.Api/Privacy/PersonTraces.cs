using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>By what a person is found wherever something is held on them.</summary>
/// <param name="Identities">All identities of the person.</param>
/// <param name="Strangers">Identities of others whose rows may name one of these.</param>
/// <param name="Accounts">Accounts that may name the person: the one they belong to, and those that their log ever named.</param>
/// <param name="Emails">All email addresses that they ever had.</param>
internal sealed record PersonTraces(IReadOnlyList<LeadKey> Identities, IReadOnlyList<LeadKey> Strangers, IReadOnlyList<string> Accounts, IReadOnlyList<string> Emails)
{
    /// <summary>Characters. A shorter id is found where it stands for somebody, and not in whatever text it may be a part of.</summary>
    private const int ShortestTelling = 8;

    /// <summary>Kept items that need not be searched again.</summary>
    public SearchedQuarantine Searched { get; init; } = SearchedQuarantine.Nothing;

    /// <summary>As they are stored: <c>user:ID</c> and <c>anon:ID</c>.</summary>
    public string[] Keys => [.. Identities.Select(identity => identity.LeadId)];

    /// <summary>As they are shown: <c>ID</c> and <c>anon:ID</c>.</summary>
    public string[] LeadIds => [.. Identities.Select(identity => Identity.FromKey(identity.LeadId).LeadId)];

    /// <summary>As they were sent.</summary>
    public string[] SentIds => [.. Identities.Select(identity => Identity.FromKey(identity.LeadId).Value).Distinct(StringComparer.Ordinal)];

    /// <summary>The person's anonymous ids, as they were sent.</summary>
    public string[] AnonymousIds => [.. Identities.Select(identity => Identity.FromKey(identity.LeadId)).Where(identity => identity.Kind == IdentityKind.Anonymous).Select(identity => identity.Value)];

    /// <summary>What tells of the person wherever it stands: email addresses, and ids that are long enough.</summary>
    public IEnumerable<string> TellingTexts => Emails.Concat(SentIds.Where(id => id.Length >= ShortestTelling || id.Contains('@', StringComparison.Ordinal)));

    public static async Task<PersonTraces> ReadAsync(NpgsqlConnection connection, IReadOnlyList<LeadKey> identities, IEnumerable<LeadRow> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT DISTINCT e.properties ->> 'email', e.properties ->> 'accountId'
            FROM unnest($1, $2) AS wanted (bucket, identity) JOIN events e USING (bucket, identity) WHERE e.kind = '{IncomingEvent.Identify}'
            """, connection)
        {
            CommandTimeout = LeadEraser.LongTimeout,
        };
        command.AddKeys(identities);
        HashSet<string> emails = new(StringComparer.Ordinal), accounts = new(rows.Select(row => row.Score?.AccountId).OfType<string>(), StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!reader.IsDBNull(0))
                {
                    emails.Add(reader.GetString(0));
                }

                if (!reader.IsDBNull(1))
                {
                    accounts.Add(reader.GetString(1));
                }
            }
        }

        accounts.UnionWith(emails.Select(EmailDomain.OfCompany).OfType<string>());
        return new PersonTraces(identities, await connection.ReadMentionsAsync(identities, cancellationToken), [.. accounts], [.. emails.Where(email => email.Contains('@', StringComparison.Ordinal))]);
    }
}
