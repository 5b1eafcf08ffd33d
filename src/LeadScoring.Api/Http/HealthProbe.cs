namespace LeadScoring.Api.Http;

/// <summary>
/// "LeadScoring.Api --healthcheck" asks the service that runs in the same container whether it lives, since the
/// ASP.NET Core image holds no program that could. Exit code 0: it does.
/// </summary>
internal static class HealthProbe
{
    private const string Switch = "--healthcheck";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>What stands for every address of the machine.</summary>
    private static readonly string[] AnyHost = ["+", "*", "0.0.0.0", "[::]"];

    public static bool IsAskedFor(string[] arguments) => arguments is [Switch, ..];

    /// <summary>The address may follow the switch; else it is the one where the same settings let the service listen.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(arguments.ElementAtOrDefault(1) ?? AddressIn(Settings())), HealthEndpoints.Live));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // It answers, with a certificate for the name that others call it by.
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>Where these settings let the server listen: its own endpoints go before addresses, and these before ports. Of several one without TLS.</summary>
    public static string AddressIn(IConfiguration settings)
    {
        string[] endpoints = [.. settings.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        string[] ports = [.. PartsOf("HTTP_PORTS").Select(port => $"http://+:{port}"), .. PartsOf("HTTPS_PORTS").Select(port => $"https://+:{port}"), "http://+:8080"];
        var address = new[] { endpoints, PartsOf("URLS"), ports }.First(each => each.Length > 0).Select(BindingAddress.Parse).OrderBy(each => each.Scheme == Uri.UriSchemeHttps).First();
        return $"{address.Scheme}://{(AnyHost.Contains(address.Host, StringComparer.Ordinal) ? "localhost" : address.Host)}:{address.Port}";

        string[] PartsOf(string name) => settings[name]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }

    private static IConfigurationRoot Settings() =>
        new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().Build();
}
