using System.Diagnostics;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>One of several services on one database, which is killed and started again.</summary>
/// <param name="connectionString">Its way to the database.</param>
/// <param name="settings">What else it is told.</param>
internal sealed class Replica(string connectionString, params string[] settings) : IDisposable
{
    private readonly List<HttpClient> _clients = [];
    private ServiceProcess? _service;
    private volatile HttpClient? _client;
    private TaskCompletionSource<long> _nextAnswer = new();

    /// <summary>Of which build.</summary>
    public string Program { get; init; } = ServiceProcess.Program;

    /// <summary>Reaches the replica, or where it was last.</summary>
    public HttpClient Client => _client!;

    public bool HasExited => _service!.HasExited;

    /// <summary>How many lines the service has logged since its last start.</summary>
    public int Lines => _service!.Lines;

    /// <summary>Bytes of memory that it occupies now.</summary>
    public long Memory => _service!.Memory;

    /// <summary>Comes back when the service listens.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        _service?.Dispose();
        var watch = Stopwatch.StartNew();
        _service = await ServiceProcess.StartOfAsync(Program, ["--ConnectionStrings:LeadScoring=" + connectionString, "--Serilog:MinimumLevel=Warning", .. settings]);
        var taken = watch.Elapsed;
        _clients.Add(_client = new HttpClient { BaseAddress = _service.Address });
        return taken;
    }

    public Task KillAsync() => _service!.KillAsync();

    /// <summary>SIGTERM. Answers the exit code.</summary>
    public Task<int> TerminateAsync() => _service!.TerminateAsync();

    /// <summary>The moment of the next answer with 200, in ticks of <see cref="Stopwatch"/>.</summary>
    public Task<long> NextAcknowledgementAsync() => (_nextAnswer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>To be called when it has answered with 200.</summary>
    public void NoteAcknowledgement() => _nextAnswer.TrySetResult(Stopwatch.GetTimestamp());

    public void Dispose()
    {
        _service?.Dispose();
        _clients.ForEach(client => client.Dispose());
    }
}
