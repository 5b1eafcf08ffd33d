using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>
/// What reads are held against: the same server for HTTP, the same driver with the same settings, one prepared statement per
/// request, and nothing else. A process of its own, so that its CPU can be told from everybody else's.
/// </summary>
internal static class BareServer
{
    public const string Command = "bare-server";

    private const string Lead = "SELECT attributes, digest FROM leads WHERE bucket = $1 AND lead_id = $2";

    private const string Page = $"SELECT {ScoreStatements.Columns} FROM lead_scores WHERE model_key = 'product-led' ORDER BY total DESC, lead_id LIMIT 50";

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(ConnectionDefaults.Complete(Environment.GetEnvironmentVariable("ConnectionStrings__LeadScoring")));
        app.MapGet("/lead/{id}", (HttpContext context, string id) => ReadLeadAsync(context, source, "user:" + id));
        app.MapGet("/page", (HttpContext context) => ReadPageAsync(context, source));
        app.Lifetime.ApplicationStarted.Register(() =>
            Console.WriteLine(ServiceUnderTest.Welcome + app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        await app.RunAsync();
        return 0;
    }

    /// <summary>The row by its key; the attributes, about as long as a score, go out as they are.</summary>
    private static async Task ReadLeadAsync(HttpContext context, NpgsqlDataSource source, string key)
    {
        await using var command = source.CreateCommand(Lead);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = Bucket.Of(key) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var attributes = reader.GetFieldValue<byte[]>(0);
        _ = reader.GetFieldValue<byte[]>(1);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = attributes.Length;
        await context.Response.Body.WriteAsync(attributes);
    }

    private static async Task ReadPageAsync(HttpContext context, NpgsqlDataSource source)
    {
        List<LeadListItem> items = [];
        await using (var command = source.CreateCommand(Page))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) items.Add(LeadListItem.Of(ScoreStatements.ReadScore(reader), modelVersion: 1));
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new LeadListResponse(items, null, true), JsonSerializerOptions.Web);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json);
    }
}
