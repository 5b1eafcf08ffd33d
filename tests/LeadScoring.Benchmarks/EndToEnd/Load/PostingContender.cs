using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>What a request of a contender holds, and how many are under way at once.</summary>
/// <param name="Connections">Each sends its next request when it has the answer to the one before.</param>
/// <param name="Leads">Different leads in a request.</param>
/// <param name="EventsPerLead">Events of each; they follow one another.</param>
internal readonly record struct Traffic(int Connections, int Leads, int EventsPerLead)
{
    public int Events => Leads * EventsPerLead;
}

/// <summary>Posts events to the service.</summary>
internal sealed class PostingContender(string name, Database database, ServiceUnderTest service, EventMix mix, Traffic traffic) : Contender(name, database)
{
    /// <summary>Of a hundred events: so many come late, as those of a phone that was offline do.</summary>
    private const int Late = 2;

    private const int MostSecondsLate = 300;

    public override ServiceUnderTest Service => service;

    public override async Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, traffic.Connections).Select(_ => PostAsync(stop)));
        return [.. pieces.SelectMany(each => each)];
    }

    private async Task<List<Piece>> PostAsync(CancellationToken stop)
    {
        List<Piece> pieces = [];
        var random = new Random();
        var writer = new RequestWriter(service.Address.Authority);
        using var connection = await HttpConnection.OpenAsync(service.Address);
        while (!stop.IsCancellationRequested)
        {
            var request = Compose(writer, random);
            var start = Stopwatch.GetTimestamp();
            await connection.PostAsync(request);
            pieces.Add(new Piece(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(start), traffic.Events));
        }

        return pieces;
    }

    private ReadOnlyMemory<byte> Compose(RequestWriter writer, Random random)
    {
        Span<int> leads = stackalloc int[traffic.Leads];
        KnownLeads.Pick(random, leads);
        writer.Start("/v1/events");
        writer.Write("{\"events\":["u8);
        // Events of a lead lie milliseconds apart, the last one just now.
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < traffic.Events; i++)
        {
            if (i > 0) writer.Write(","u8);
            var time = now.AddMilliseconds(i - traffic.Events - (random.Next(100) < Late ? 1_000 * random.Next(1, MostSecondsLate) : 0));
            writer.WriteEvent(random, leads[i / traffic.EventsPerLead], mix.Next(random), time);
        }

        writer.Write("]}"u8);
        return writer.Finish();
    }
}
