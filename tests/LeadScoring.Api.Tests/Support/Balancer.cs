using System.Net;
using System.Net.Sockets;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Tests.Support;

/// <summary>One address for several services, as a load balancer gives it: each connection goes to one of those that say that they are ready.</summary>
/// <param name="addresses">Where the services are, or were last.</param>
internal sealed class Balancer(Func<IReadOnlyList<Uri>> addresses) : IAsyncDisposable
{
    /// <summary>So often services are asked.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _closed = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(1) };
    private volatile Uri[] _ready = [];
    private int _next;
    private int _refused;
    private Task _running = Task.CompletedTask;

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections came while no service was ready.</summary>
    public int Refused => _refused;

    /// <summary>Begins to take connections.</summary>
    public void Start()
    {
        _listener.Start();
        _running = Task.WhenAll(ServeAsync(), ProbeOnAsync());
    }

    /// <summary>Comes back when so many services are ready.</summary>
    public Task AreReadyAsync(int services) => Eventually.IsTrueAsync(() => Task.FromResult(_ready.Length == services), "services are ready");

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _running;
        _listener.Dispose();
        _probe.Dispose();
        _closed.Dispose();
    }

    private async Task ProbeOnAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(_closed.Token)) await ProbeAsync();
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task ProbeAsync()
    {
        var asked = addresses();
        var answers = await Task.WhenAll(asked.Select(IsReadyAsync));
        _ready = [.. asked.Where((_, i) => answers[i])];
    }

    /// <summary>One that takes its time over the answer stays what it was.</summary>
    private async Task<bool> IsReadyAsync(Uri service)
    {
        try
        {
            using var answer = await _probe.GetAsync(new Uri(service, HealthEndpoints.Ready), _closed.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return _ready.Contains(service);
        }
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(PassOnAsync(await _listener.AcceptSocketAsync(_closed.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(Socket client)
    {
        using (client)
        {
            try
            {
                if (_ready is not { Length: > 0 } ready)
                {
                    Interlocked.Increment(ref _refused);
                    return;
                }

                var service = ready[_next++ % ready.Length];
                using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(service.Host, service.Port, _closed.Token);
                await using var here = new NetworkStream(client);
                await using var there = new NetworkStream(server);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
                await Task.WhenAny(here.CopyToAsync(there, over.Token), there.CopyToAsync(here, over.Token));
                await over.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Closed by one of the two.
            }
        }
    }
}
