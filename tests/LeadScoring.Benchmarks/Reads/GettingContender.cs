using System.Diagnostics;
using System.Text;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>Asks a server for something again and again over connections that are kept.</summary>
/// <param name="name">Its name in the report.</param>
/// <param name="database">Where the data lies.</param>
/// <param name="service">Who is asked.</param>
/// <param name="connections">Each sends its next request when it has the answer to the one before.</param>
/// <param name="pathOf">Writes the path of the next request.</param>
internal sealed class GettingContender(string name, Database database, ServiceUnderTest service, int connections, Func<Random, string> pathOf) : Contender(name, database)
{
    public override ServiceUnderTest Service => service;

    public override async Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => GetAsync(stop)));
        return [.. pieces.SelectMany(each => each)];
    }

    private async Task<List<Piece>> GetAsync(CancellationToken stop)
    {
        List<Piece> pieces = [];
        var random = new Random();
        using var connection = await HttpConnection.OpenAsync(service.Address);
        while (!stop.IsCancellationRequested)
        {
            var request = Encoding.ASCII.GetBytes($"GET {pathOf(random)} HTTP/1.1\r\nHost: {service.Address.Authority}\r\nAuthorization: Bearer {ServiceUnderTest.Key}\r\n\r\n");
            var start = Stopwatch.GetTimestamp();
            await connection.GetAsync(request);
            pieces.Add(new Piece(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(start), 1));
        }

        return pieces;
    }
}
