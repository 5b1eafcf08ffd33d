using System.Text;
using System.Text.RegularExpressions;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Keys;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Tests.Docs;

namespace LeadScoring.Api.Tests.Docs;

/// <summary>docs/security.md says which scope opens what, and how keys are made.</summary>
public sealed partial class SecurityDocTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "security.md");

    [Fact]
    public void The_table_of_scopes_is_that_of_the_routes() => new GeneratedDoc("docs/security.md").Check("scopes", TableOf(RouteTable.Of(production.App)));

    [Fact]
    public async Task The_commands_do_what_is_said()
    {
        await ExampleKey.MakeAsync(production.App);
        using var client = production.App.CreateClient();
        var text = (await File.ReadAllTextAsync(Page)).Replace("\\\n", "", StringComparison.Ordinal);
        var commands = Commands().Matches(text).ToList();
        Assert.Equal(4, commands.Count);
        foreach (var command in commands.Select(match => match.Value))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address().Match(command).Groups["value"].Value);
            if (command.Contains(" -X POST ", StringComparison.Ordinal) || command.Contains(" -d ", StringComparison.Ordinal)) request.Method = HttpMethod.Post;
            if (Body().Match(command) is { Success: true } body) request.Content = new StringContent(body.Groups["value"].Value, Encoding.UTF8, "application/json");
            request.With(("Authorization", Authorization().Match(command).Groups["value"].Value.Replace("$KEY", production.Key, StringComparison.Ordinal)));

            using var answer = await client.SendAsync(request);

            Assert.True(answer.IsSuccessStatusCode, $"{command}\nanswered {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Scanners_find_every_key_by_the_pattern()
    {
        var pattern = Pattern().Match(await File.ReadAllTextAsync(Page)).Groups["value"].Value;
        foreach (var scopes in Scopes.All.Select(scope => (string[])[scope]).Append([Scopes.Ingest, Scopes.LeadsRead]).Append([.. Scopes.All]))
        {
            Assert.Matches(new Regex($"^{pattern}$", RegexOptions.None, TimeSpan.FromSeconds(1)), KeyFormat.Make(KeyFormat.NewId(), scopes));
        }
    }

    private static IEnumerable<string> TableOf(IReadOnlyList<DeclaredRoute> routes) =>
    [
        "| scope | opens |",
        "| --- | --- |",
        .. Scopes.All.Select(scope => $"| `{scope}` | {string.Join(", ", routes.Where(route => route.Scopes.Contains(scope, StringComparer.Ordinal)).GroupBy(route => route.Pattern, StringComparer.Ordinal)
            .OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => $"`{string.Join(", ", path.Select(route => route.Method).Order(StringComparer.Ordinal))} {path.Key}`"))} |"),
    ];

    [GeneratedRegex("^curl .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Commands();

    [GeneratedRegex("http://localhost:5080(?<value>[^\\s']+)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Address();

    [GeneratedRegex("-d '(?<value>[^']*)'", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Body();

    [GeneratedRegex("-H \"Authorization: (?<value>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Authorization();

    [GeneratedRegex("`(?<value>pls_\\([^`]*)`", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
