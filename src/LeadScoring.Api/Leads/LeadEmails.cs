using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Finds leads by their email addresses. The database alone says which are the same, for rows and for leads that are scored afresh:
/// its small letters need not be .NET's.
/// </summary>
internal static class LeadEmails
{
    /// <summary>Characters of an address that is asked for.</summary>
    public const int MostLength = 320;

    /// <summary>Leads that a look-up gives for one address; more are no person's.</summary>
    public const int MostPerEmail = 10;

    /// <summary>The address of a row of leads, there called l, as the index ix_leads_email has it. Those linked away have none.</summary>
    private const string Column = "lower(l.attributes #>> '{email,text}')";

    /// <summary>The condition that a row of leads, there called l, has this address.</summary>
    public static string Is(string email) => $"{Column} = lower({email})";

    /// <summary>Those of the leads that have the address.</summary>
    public static async Task<HashSet<LeadKey>> FindWithEmailAsync(this NpgsqlConnection connection, IReadOnlyCollection<LeadKey> leads, string email, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT l.bucket, l.lead_id FROM unnest($1, $2) AS wanted (bucket, lead_id) JOIN leads l USING (bucket, lead_id) WHERE {Is("$3")}", connection);
        command.AddKeys(leads);
        command.Parameters.Add(new() { Value = email });
        HashSet<LeadKey> found = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new LeadKey(reader.GetInt16(0), reader.GetString(1)));
        }

        return found;
    }

    /// <summary>The leads that have one of the addresses, the first few of each by id.</summary>
    public static async Task<ILookup<string, LeadKey>> FindByEmailsAsync(this NpgsqlConnection connection, IReadOnlyCollection<string> emails, CancellationToken cancellationToken)
    {
        List<(string Email, LeadKey Lead)> found = [];
        if (emails.Count > 0)
        {
            await using var command = SelectByEmails(emails);
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((reader.GetString(0), new LeadKey(reader.GetInt16(1), reader.GetString(2))));
            }
        }

        return found.ToLookup(each => each.Email, each => each.Lead, StringComparer.Ordinal);
    }

    /// <summary>Its statement.</summary>
    public static NpgsqlCommand SelectByEmails(IEnumerable<string> emails)
    {
        var command = new NpgsqlCommand(
            $"""
            SELECT asked.email, found.bucket, found.lead_id FROM unnest($1) AS asked (email)
            CROSS JOIN LATERAL (SELECT l.bucket, l.lead_id FROM leads l WHERE {Is("asked.email")} ORDER BY l.lead_id LIMIT {MostPerEmail}) AS found
            """);
        command.Add(NpgsqlDbType.Text, emails);
        return command;
    }
}
