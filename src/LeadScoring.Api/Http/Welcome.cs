using LeadScoring.Api.Http.OpenApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LeadScoring.Api.Http;

/// <summary>Tells whoever started the service by hand where to look. The only output that is not a line of JSON.</summary>
internal static class Welcome
{
    public const string FirstWords = "LeadScoring is running.";

    public static void PrintAddress(this WebApplication app, string? dataFolder) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault() is { } address)
            Console.WriteLine($"{FirstWords} {(app.HasApiDocument() ? $"Swagger: {Reachable(address)}/swagger" : Reachable(address))}{Data(dataFolder)}");
    });

    private static string Data(string? folder) => folder is null ? "" : $" (data in {folder})";

    /// <summary>"All addresses" is no address that a browser can open.</summary>
    private static string Reachable(string address) => address
        .Replace("//[::]:", "//localhost:", StringComparison.Ordinal)
        .Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal)
        .Replace("//+:", "//localhost:", StringComparison.Ordinal)
        .Replace("//*:", "//localhost:", StringComparison.Ordinal)
        .TrimEnd('/');
}
