using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>Connections that send traffic to whichever replica, note it in the ledger, and look at each answer.</summary>
internal sealed class Load(IReadOnlyList<Replica> replicas, Ledger ledger, DateTimeOffset end, LoadShape shape, int round = 0) : IAsyncDisposable
{
    /// <summary>Five minutes without success: something is broken for good.</summary>
    private const int MostTries = 3_000;

    /// <summary>A connection that got no answer, or one that it should try again, rests for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>For what takes a few seconds, on a machine that may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Traffic[] _traffic = [.. Enumerable.Range(0, shape.Connections).Select(connection => new Traffic(connection, shape, end, round))];
    private readonly ConcurrentQueue<Request> _leftOver = new();
    private readonly ConcurrentQueue<Answer> _timed = new();
    private readonly ConcurrentQueue<Answer> _deliveries = new();

    /// <summary>How often each status was answered; 0: no answer came.</summary>
    private readonly ConcurrentDictionary<int, int> _answers = new();

    private Task _running = Task.CompletedTask;
    private volatile bool _isStopping;
    private int _acknowledged;
    private int _cut;

    /// <summary>How many items were answered with 200, each counted once.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Answers that no client should ever see. After the first one nothing is tried again.</summary>
    public ConcurrentQueue<string> WrongAnswers { get; } = new();

    /// <summary>How many requests were taken and got no answer: the connection broke meanwhile.</summary>
    public int Cut => _cut;

    /// <summary>What was acknowledged, and how long that took from when it was first due, with all tries.</summary>
    public IReadOnlyCollection<Answer> Deliveries => _deliveries;

    /// <summary>Such as <c>none 5, 200 430</c>: none where the connection broke or was refused.</summary>
    public string AnswersByStatus => string.Join(", ", _answers.OrderBy(answer => answer.Key)
        .Select(answer => string.Create(CultureInfo.InvariantCulture, $"{(answer.Key == 0 ? "none" : answer.Key)} {answer.Value:N0}")));

    /// <summary>Also after it was stopped: everybody goes on where they were.</summary>
    public void Start()
    {
        _isStopping = false;
        _running = Task.WhenAll(Enumerable.Range(0, shape.Connections).Select(connection => Task.Run(() => SendAsync(connection))));
    }

    /// <summary>Comes back when so many more items are acknowledged.</summary>
    public async Task GoOnAsync(int items)
    {
        var goal = _acknowledged + items;
        await Eventually.IsTrueAsync(() => Task.FromResult(_acknowledged >= goal || !WrongAnswers.IsEmpty), "events are acknowledged", Patience);
        Assert.Empty(WrongAnswers);
    }

    /// <summary>Every answer since the last call, in the order in which they came.</summary>
    public List<Answer> TakeAnswers()
    {
        List<Answer> taken = [];
        while (_timed.TryDequeue(out var answer)) taken.Add(answer);
        return taken;
    }

    /// <summary>Comes back when no connection sends any more.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        return _running;
    }

    /// <summary>Sends again what is not known to be stored.</summary>
    public async Task SendLeftOversAsync()
    {
        var leftOver = _leftOver.ToArray();
        _leftOver.Clear();
        await Parallel.ForEachAsync(
            leftOver,
            new ParallelOptions { MaxDegreeOfParallelism = LoadShape.Usual.Connections },
            async (request, _) => await DeliverAsync(request.Again(), Random.Shared, mayGiveUp: false, Stopwatch.GetTimestamp()));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task SendAsync(int connection)
    {
        var traffic = _traffic[connection];
        var random = new Random(connection);
        var pace = new LoadPace(shape, connection);
        List<Request> done = [];
        while (!_isStopping)
        {
            var isRepeat = done.Count > 0 && random.Next(20) == 0;
            var batch = isRepeat ? done[random.Next(done.Count)].Again() : traffic.NextBatch(shape.Items);
            var due = await pace.NextAsync();
            if (!isRepeat) ledger.NoteSending(batch.Items);
            if (await DeliverAsync(batch, random, mayGiveUp: !isRepeat, due)) done.Add(batch);
            if (random.Next(4) > 0) continue;

            var put = traffic.NextPut();
            due = await pace.NextAsync();
            ledger.NoteSending(put.Items);
            // Never given up, since the next one might overtake it.
            await DeliverAsync(put, random, mayGiveUp: false, due);
        }
    }

    /// <summary>Sends until it is acknowledged, or given up now and then and left for the end.</summary>
    private async Task<bool> DeliverAsync(Request request, Random random, bool mayGiveUp, long due)
    {
        var first = due;
        for (var tries = 1; !await TrySendAsync(request, random, due); tries++)
        {
            if (tries == MostTries) WrongAnswers.Enqueue($"No success within {MostTries} tries.");
            if (!WrongAnswers.IsEmpty || (mayGiveUp && shape.GivesUp && random.Next(8) == 0))
            {
                _leftOver.Enqueue(request);
                return false;
            }

            await Task.Delay(Rest);
            due = Stopwatch.GetTimestamp();
        }

        _deliveries.Enqueue(new Answer((int)HttpStatusCode.OK, Stopwatch.GetElapsedTime(first)));
        return true;
    }

    private async Task<bool> TrySendAsync(Request request, Random random, long due)
    {
        var replica = replicas[random.Next(replicas.Count)];
        try
        {
            using var message = request.Send();
            using var answer = await replica.Client.SendAsync(message);
            var body = await answer.Content.ReadAsStringAsync();
            Count((int)answer.StatusCode, due);
            if (answer.IsSuccessStatusCode)
            {
                TakeAcknowledgement(request, body);
                replica.NoteAcknowledgement();
                return true;
            }

            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                WrongAnswers.Enqueue($"{message.RequestUri} answered {(int)answer.StatusCode}: {body}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Count(0, due);
            if (e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) Interlocked.Increment(ref _cut);
        }

        return false;
    }

    private void TakeAcknowledgement(Request request, string body)
    {
        if (!request.IsPut && FaultOf(request, JsonSerializer.Deserialize<JsonElement>(body)) is { } fault) WrongAnswers.Enqueue($"{fault}: {body}");
        if (request.IsAcknowledged) return;

        request.IsAcknowledged = true;
        ledger.NoteAcknowledged(request.Items);
        Interlocked.Add(ref _acknowledged, request.Items.Count);
    }

    private static string? FaultOf(Request request, JsonElement answer)
    {
        var (accepted, duplicates, rejected) = (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicates").GetInt32(), answer.GetProperty("rejected").GetArrayLength());
        return rejected > 0 || accepted + duplicates != request.Items.Count ? "Not everything was taken"
            : request.IsAcknowledged && accepted > 0 ? "What was acknowledged before is new"
            : request.Sendings == 1 && duplicates > 0 ? "What was never sent before is a repeat"
            : null;
    }

    private void Count(int status, long due)
    {
        _answers.AddOrUpdate(status, 1, (_, count) => count + 1);
        _timed.Enqueue(new Answer(status, Stopwatch.GetElapsedTime(due)));
    }
}
