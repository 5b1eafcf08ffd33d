using LeadScoring.Api.Data;
using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>
/// Finds leads by their email addresses. The database alone says which are the same, for rows and for leads that are scored afresh:
/// its small letters need not be .NET's.
/// </summary>
internal static class LeadEmails
{
    /// <summary>Characters of an address that is asked for.</summary>
    public const int MostLength = 320;

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
}
