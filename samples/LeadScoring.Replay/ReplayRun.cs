using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;

namespace LeadScoring.Replay;

/// <summary>
/// Sends a log to the service: first what the log says of people whom the service does not know, then every event. Running it
/// again repeats the same message ids, so that whatever was interrupted is finished and nothing counts twice.
/// </summary>
internal sealed class ReplayRun(HttpClient http, Mapping mapping, string log, int parallel)
{
    private readonly ServiceClient _service = new(http);
    private readonly Summary _summary = new();

    /// <param name="endNow">The instant at which the log should end; null to leave its times as they are.</param>
    public async Task<Summary> RunAsync(DateTimeOffset? endNow = null)
    {
        var elapsed = Stopwatch.StartNew();
        var overview = LogOverview.Of(LogFile.Lines(log), mapping, endNow, out var shift);
        _summary.People = overview.People.Count;
        await DescribeAsync(overview);
        await SendEventsAsync(shift);
        _summary.Elapsed = elapsed.Elapsed;
        return _summary;
    }

    private async Task DescribeAsync(LogOverview overview)
    {
        var described = 0;
        await Parallel.ForEachAsync(
            overview.People.Where(person => person.Value.Count > 0 && !person.Key.StartsWith("anon:", StringComparison.Ordinal)),
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (person, _) =>
            {
                var path = "v1/leads/" + Uri.EscapeDataString(person.Key);
                using var known = await _service.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path + "/score"));
                if (!known.IsSuccessStatusCode)
                {
                    var body = BodyOf(person.Value);
                    using var answer = await _service.SendAsync(() => new HttpRequestMessage(HttpMethod.Put, path) { Content = Json(body) });
                    Interlocked.Increment(ref described);
                }
            });
        _summary.Described = described;
    }

    /// <summary>Each person's events take one way, so that they arrive in the order of the log.</summary>
    private async Task SendEventsAsync(TimeSpan shift)
    {
        var ways = Enumerable.Range(0, parallel).Select(_ => Channel.CreateBounded<EventBatch>(2)).ToArray();
        var senders = ways.Select(way => SendAsync(way.Reader)).ToArray();
        var batches = ways.Select(_ => new EventBatch()).ToArray();
        MessageIds ids = new();
        foreach (var text in LogFile.Lines(log))
        {
            _summary.Lines++;
            using var document = MappedLine.Parse(text);
            if (document is null)
            {
                _summary.Unreadable++;
                continue;
            }

            MappedLine line = new(document.RootElement, mapping);
            if (line.Person is not { } person)
            {
                _summary.Skipped++;
                continue;
            }

            var way = (int)((uint)string.GetHashCode(person, StringComparison.Ordinal) % parallel);
            batches[way].Add(line, ids.Next(line.Key ?? text), shift);
            _summary.Sent++;
            if (batches[way].IsFull)
            {
                await HandOverAsync(ways[way].Writer, batches[way], senders[way]);
                batches[way] = new EventBatch();
            }
        }

        for (var way = 0; way < parallel; way++)
        {
            await HandOverAsync(ways[way].Writer, batches[way], senders[way]);
            ways[way].Writer.Complete();
        }

        await Task.WhenAll(senders);
    }

    /// <summary>A sender that failed takes no more batches: then its failure is what there is to say.</summary>
    private static async Task HandOverAsync(ChannelWriter<EventBatch> writer, EventBatch batch, Task sender)
    {
        if (batch.Count > 0 && await Task.WhenAny(writer.WriteAsync(batch).AsTask(), sender) == sender)
        {
            await sender;
        }
    }

    private async Task SendAsync(ChannelReader<EventBatch> batches)
    {
        await foreach (var batch in batches.ReadAllAsync())
        {
            byte[] body;
            using (batch)
            {
                body = batch.ToBody();
            }

            using var answer = await _service.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "v1/events") { Content = Json(body) });
            _summary.Add(await answer.Content.ReadFromJsonAsync<EventsAnswer>() ?? throw new ReplayException("The service answered a batch with nothing."));
        }
    }

    /// <summary>Names that begin with "traits." go where the service keeps attributes of its users' own making.</summary>
    private static byte[] BodyOf(Dictionary<string, object> attributes)
    {
        Dictionary<string, object> body = new(StringComparer.Ordinal);
        Dictionary<string, object> traits = new(StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            if (name.StartsWith(Mapping.TraitPrefix, StringComparison.Ordinal))
            {
                traits.Add(name[Mapping.TraitPrefix.Length..], value);
            }
            else
            {
                body.Add(name, value);
            }
        }

        if (traits.Count > 0)
        {
            body.Add("traits", traits);
        }

        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
