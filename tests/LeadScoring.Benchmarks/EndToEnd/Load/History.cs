using System.Text;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>What the leads did before the first round: they come in through the service, so that logs, digests and scores agree.</summary>
internal sealed class History(EventMix mix, int accounts)
{
    /// <summary>Of one lead, since the sign-up.</summary>
    private const int EarlierEvents = 8;

    /// <summary>
    /// Of one lead, in the last half hour. A day's first event nearly always changes a score row, the others seldom, and a
    /// product's busy hours are made of the others.
    /// </summary>
    private const int RecentEvents = 4;

    private const int LeadsPerRequest = 100;
    private const int Connections = 8;

    private static readonly string[] Titles = ["VP Marketing", "Product Manager", "Software Engineer", "Director of Sales"];
    private static readonly string[] Countries = ["US", "DE", "JP", "GB"];

    public async Task SendAsync(ServiceUnderTest service)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            var writer = new RequestWriter(service.Address.Authority);
            var random = new Random();
            using var connection = await HttpConnection.OpenAsync(service.Address);
            while (Interlocked.Increment(ref next) is var chunk && chunk < KnownLeads.Count / LeadsPerRequest)
            {
                await connection.PostAsync(Compose(writer, random, chunk * LeadsPerRequest));
            }
        }));
    }

    private ReadOnlyMemory<byte> Compose(RequestWriter writer, Random random, int first)
    {
        writer.Start("/v1/batch");
        writer.Write("{\"batch\":["u8);
        for (var lead = first; lead < first + LeadsPerRequest; lead++)
        {
            if (lead > first) writer.Write(","u8);
            // Most have left the windows that open with a sign-up; a few are new.
            var now = DateTimeOffset.UtcNow;
            var signedUp = now.AddDays(-(random.Next(100) < 85 ? random.Next(20, 120) : random.Next(1, 14)));
            Write(writer, random, lead, "identify", Traits(random, lead), signedUp);
            Write(writer, random, lead, "track", "\"event\":\"Signed Up\""u8, signedUp);
            var session = now.AddMinutes(-30);
            for (var i = 0; i < EarlierEvents + RecentEvents; i++)
            {
                var time = i < EarlierEvents ? signedUp + (session - signedUp) * ((i + random.NextDouble()) / EarlierEvents) : session.AddMinutes(6 * (i - EarlierEvents + random.NextDouble()));
                Write(writer, random, lead, "track", mix.Next(random).Members, time);
            }
        }

        writer.Write("]}"u8);
        return writer.Finish();
    }

    private static void Write(RequestWriter writer, Random random, int lead, string type, ReadOnlySpan<byte> members, DateTimeOffset time)
    {
        if (type != "identify") writer.Write(","u8);
        writer.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"messageId\":\""));
        writer.WriteId(random);
        writer.Write(Encoding.UTF8.GetBytes($"\",\"userId\":\"{KnownLeads.UserId(lead)}\",\"timestamp\":\""));
        writer.WriteTime(time);
        writer.Write("\","u8);
        writer.Write(members);
        writer.Write("}"u8);
    }

    private byte[] Traits(Random random, int lead)
    {
        // The domain of a company's address would name an account by itself.
        var (domain, company) = accounts == 0
            ? ("gmail.com", "")
            : ($"customer{lead % accounts}.example", $",\"company\":{{\"id\":\"account-{lead % accounts:D6}\",\"employees\":{20 + (lead % accounts % 900)},\"industry\":\"SaaS\"}}");
        return Encoding.UTF8.GetBytes($"\"traits\":{{\"email\":\"person{lead}@{domain}\",\"title\":\"{Titles[random.Next(Titles.Length)]}\",\"country\":\"{Countries[random.Next(Countries.Length)]}\"{company}}}");
    }
}
