using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>A CRM on a real port, which does what its public description says, and refuses what the real one refuses.</summary>
internal abstract class CrmServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CrmRequest> _requests = new();

    protected CrmServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>Its address.</summary>
    public string Url => _app.Urls.First();

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<CrmRequest> Requests => [.. _requests];

    /// <summary>What is answered to requests that write, in place of what would be, one after the other.</summary>
    public ConcurrentQueue<CrmAnswer> Instead { get; } = new();

    /// <summary>What is waited for before a request that writes is looked at.</summary>
    public Func<CrmRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Whether a request writes records.</summary>
    protected abstract bool Writes(CrmRequest request);

    protected abstract CrmAnswer Answer(CrmRequest request);

    /// <summary>Reads a body that has to be an object; null when it is none.</summary>
    protected static JsonObject? ObjectIn(CrmRequest request)
    {
        try
        {
            return request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true ? JsonNode.Parse(request.Body) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new CrmRequest(context.Request.Method, context.Request.Path.Value!, context.Request.Headers.Authorization.ToString(), context.Request.ContentType, await reader.ReadToEndAsync());
        _requests.Enqueue(request);
        CrmAnswer? instead = null;
        if (Writes(request))
        {
            await Before(request);
            Instead.TryDequeue(out instead);
        }

        CrmAnswer answer;
        lock (_requests) answer = instead ?? Answer(request);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>A request to a CRM.</summary>
internal sealed record CrmRequest(string Method, string Path, string Authorization, string? ContentType, string Body);

/// <summary>What a CRM answers.</summary>
internal sealed record CrmAnswer(int Status, string Body, params (string Name, string Value)[] Headers)
{
    public static CrmAnswer Of(int status, object body, params (string Name, string Value)[] headers) => new(status, JsonSerializer.Serialize(body, JsonSerializerOptions.Web), headers);
}
