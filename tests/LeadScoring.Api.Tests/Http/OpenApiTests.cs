using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Keys;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;

namespace LeadScoring.Api.Tests.Http;

/// <summary>The description of the API is part of it: clients are generated from it, and people try it out.</summary>
public sealed class OpenApiTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string Path = "/swagger/v1/swagger.json";

    // In the order in which somebody would try them: what is read at the end was written before.
    private static readonly string[] Methods = ["put", "post", "get"];

    // Places in a list, moments, models, and ids that the service gives: whoever tries an operation out would be sent to one of which nothing is known.
    private static readonly string[] WithoutExample = ["cursor", "asOf", "knownAt", "from", "to", "model", "backtestId", "If-Match"];

    /// <summary>What must have been done before a change of models can be made.</summary>
    private static readonly Dictionary<string, Func<HttpClient, Task>> Before = new(StringComparer.Ordinal)
    {
        ["/v1/models/{key}"] = client => client.PublishAsync(TestModels.Of("ours")),
        ["/v1/models/{key}/revert"] = async client =>
        {
            await Eventually.IsTrueAsync(async () => (await client.ListModelsAsync()).Pending is null, "the example is in force");
            await client.PublishAsync(TestModels.Of("ours", TestModels.Velocity(5)));
        },
        ["/v1/models/{key}/withdraw"] = client => client.ChangeModelAsync("product-led", "make-primary"),
    };

    [Fact]
    public async Task The_document_is_the_committed_one()
    {
        using var client = app.CreateClient();
        var committed = System.IO.Path.Combine(Repository.Root, "docs", "openapi.json");

        var document = (await client.GetStringAsync(new Uri(Path, UriKind.Relative))).ReplaceLineEndings("\n") + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(committed)!);
            await File.WriteAllTextAsync(committed, document);
        }

        Assert.True(await File.ReadAllTextAsync(committed) == document, "docs/openapi.json differs from what the service says. Look at the difference that UPDATE_SNAPSHOTS=1 makes.");
    }

    [Fact]
    public async Task Every_example_can_be_sent_as_it_is()
    {
        using var client = app.CreateClient();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri(Path, UriKind.Relative)))!;
        await ExampleEndpoint.MakeAsync(app);
        await ExampleKey.MakeAsync(app);
        var sent = 0;
        foreach (var method in Methods)
        {
            foreach (var (path, item) in document["paths"]!.AsObject().Where(path => path.Value![method] is { } operation && !PathOf(path.Key, operation).Contains('{', StringComparison.Ordinal)))
            {
                var operation = item![method]!;
                var successes = operation["responses"]!.AsObject().Select(response => response.Key).Where(status => status[0] == '2');
                if (method != "get" && Before.TryGetValue(path, out var prepareAsync)) await prepareAsync(client);
                foreach (var body in BodiesOf(operation))
                {
                    using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(PathOf(path, operation), UriKind.Relative)) { Content = body };

                    using var answer = await client.SendAsync(request);

                    Assert.True(successes.Contains($"{(int)answer.StatusCode}", StringComparer.Ordinal), $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                    sent++;
                }
            }
        }

        Assert.True(sent >= 8, $"Only {sent} examples were found.");
        var list = await client.ListAsync("pql=true&band=hot&minTotal=80&accountId=acme");
        Assert.Equal("ada", Assert.Single(list.Items).LeadId);
    }

    [Fact]
    public async Task Every_operation_documents_its_errors()
    {
        using var client = app.CreateClient();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri(Path, UriKind.Relative)))!;
        foreach (var (path, item) in document["paths"]!.AsObject().Where(path => path.Key.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var answers = operation!["responses"]!.AsObject();
                string[] expected = ["400", "401", "403", "503", .. BodyErrorsOf(operation)];
                Assert.All(expected, status => Assert.True(answers[status]?["content"]?["application/problem+json"] is not null, $"{method} {path} does not document {status}."));
                Assert.NotNull(answers["503"]!["headers"]!["Retry-After"]);
                Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => Assert.True(WithoutExample.Contains((string?)parameter!["name"]) || parameter["example"] is not null, $"{method} {path}: {parameter["name"]} has no example."));
            }
        }
    }

    [Fact]
    public async Task The_start_page_leads_to_Swagger()
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/swagger/index.html", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    /// <summary>SDKs may send their bodies under any type.</summary>
    private static string[] BodyErrorsOf(JsonNode operation) =>
        operation["requestBody"] is null ? [] : (string?)operation["tags"]![0] == "SDKs" ? ["408", "413"] : ["408", "413", "415"];

    /// <summary>The examples of the body; one null for an operation without a body.</summary>
    private static IEnumerable<HttpContent?> BodiesOf(JsonNode operation)
    {
        if (operation["requestBody"] is not { } body) return new HttpContent?[1];

        var examples = body["content"]!["application/json"]!["examples"]!.AsObject();
        return examples.Select(example => new StringContent(example.Value!["value"]!.ToJsonString(), Encoding.UTF8, "application/json"));
    }

    private static string PathOf(string path, JsonNode operation)
    {
        var query = "";
        foreach (var parameter in operation["parameters"]?.AsArray().Where(parameter => parameter!["example"] is not null) ?? [])
        {
            var (name, example) = ((string)parameter!["name"]!, Uri.EscapeDataString(parameter["example"]!.ToString()));
            if ((string)parameter["in"]! == "path") path = path.Replace($"{{{name}}}", example, StringComparison.Ordinal);
            else query += $"{(query.Length == 0 ? '?' : '&')}{name}={example}";
        }

        return path + query;
    }
}
