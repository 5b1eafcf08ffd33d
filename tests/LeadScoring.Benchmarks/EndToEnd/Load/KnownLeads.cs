using LeadScoring.Benchmarks.EndToEnd.Processes;
using Npgsql;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>The people that events are about, all of them known to the service before the first round.</summary>
internal sealed class KnownLeads
{
    public const int Count = 100_000;

    /// <summary>The keys of the leads as the service made them, for rows that do not come in through it.</summary>
    public required IReadOnlyList<(short Bucket, string Identity)> Keys { get; init; }

    public static string UserId(int lead) => "user-" + lead.ToString("D6");

    public static async Task<KnownLeads> ReadAsync(Database database)
    {
        List<(short, string)> keys = new(Count);
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT bucket, lead_id FROM leads ORDER BY lead_id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) keys.Add((reader.GetInt16(0), reader.GetString(1)));
        return keys.Count == Count ? new KnownLeads { Keys = keys } : throw new InvalidOperationException($"There are {keys.Count} leads instead of {Count}.");
    }

    /// <summary>Picks so many different leads, each as likely as any other.</summary>
    public static void Pick(Random random, Span<int> leads)
    {
        for (var i = 0; i < leads.Length; i++)
        {
            do leads[i] = random.Next(Count);
            while (leads[..i].Contains(leads[i]));
        }
    }
}
