namespace LeadScoring.Api.Http;

/// <summary>
/// "LeadScoring.Api --healthcheck" asks the service that runs in the same container whether it lives, since the
/// ASP.NET Core image holds no program that could. Exit code 0: it does.
/// </summary>
internal static class HealthProbe
{
    private const string Switch = "--healthcheck";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static bool IsAskedFor(string[] arguments) => arguments is [Switch, ..];

    /// <summary>The address may follow the switch; else it is the port of the image, 8080 unless ASPNETCORE_HTTP_PORTS says so.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var port = Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';')[0] ?? "8080";
        var address = arguments.ElementAtOrDefault(1) ?? $"http://localhost:{port}";
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(address), HealthEndpoints.Live));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
