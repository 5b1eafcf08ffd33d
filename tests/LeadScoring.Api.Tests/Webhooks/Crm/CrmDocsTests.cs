using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Formats.HubSpot;
using LeadScoring.Api.Webhooks.Formats.Salesforce;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>What docs/webhooks.md says of CRMs is so.</summary>
public sealed partial class CrmDocsTests() : WebhookTests()
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "webhooks.md"));

    [Fact]
    public void The_tables_name_what_endpoints_write_when_they_are_not_told_otherwise()
    {
        var (hubspot, salesforce) = (new HubSpotSettings(), new SalesforceSettings().WithNewRecordFields());

        Assert.Equal(
            hubspot.Properties.Select(each => (each.Key, each.Value, TypeOf(CrmDefaults.HubSpot, each.Key))),
            Rows("HubSpot", 3).Where(row => row[0].StartsWith("leadscore_", StringComparison.Ordinal)).Select(row => (row[0], row[1], row[2])));
        Assert.Equal(
            salesforce.Fields.Select(each => (each.Key, each.Value, TypeOf(CrmDefaults.Salesforce, each.Key))),
            Rows("Salesforce", 3).Where(row => row[0].StartsWith("LeadScore_", StringComparison.Ordinal)).Skip(1).Select(row => (row[0], row[1], TypeOf(row[2]))));
        Assert.Equal("v3", Rows("HubSpot", 3).Single(row => row[0] == "apiVersion")[1]);
        string[] usual = [salesforce.Object, salesforce.ExternalIdField, salesforce.ExternalId, salesforce.ApiVersion];
        Assert.Equal(usual, new[] { "object", "externalIdField", "externalId", "apiVersion" }.Select(member => Rows("Salesforce", 3).Single(row => row[0] == member)[1]), StringComparer.Ordinal);
        Assert.Equal("of Lead FirstName, LastName, Company, Email; of Contact the same without Company; of Account Name", Rows("Salesforce", 3).Single(row => row[0] == "newRecordFields")[1]);
        Assert.Equal(["FirstName", "LastName", "Company", "Email"], salesforce.NewRecordFields!.Keys, StringComparer.Ordinal);
        Assert.Equal(CrmValue.All.Keys.Order(StringComparer.Ordinal), Rows("Values", 2).Skip(1).SelectMany(row => row[0].Split(", ")).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_copied_makes_properties_and_an_endpoint_that_fit()
    {
        await using var hubspot = new HubSpotServer();
        await hubspot.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(hubspot.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", hubspot.Token) } };
        var (create, make) = (Command("HubSpot", 0), Command("HubSpot", 1));

        using var created = await client.PostAsync(new Uri(create.Path, UriKind.Relative), new StringContent(create.Body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var body = JsonNode.Parse(make.Body.Replace("""'"$HUBSPOT_TOKEN"'""", hubspot.Token, StringComparison.Ordinal))!;
        body["url"] = hubspot.Url;
        var endpoint = await Client.CallAsync(HttpMethod.Post, make.Path, body);
        var test = await Client.TestEndpointAsync((Guid)endpoint!["id"]!);

        Assert.Equal("delivered", (string?)test["state"]);
        var salesforce = Command("Salesforce", 0);
        Assert.Equal("https://acme.my.salesforce.com", (string?)(await Client.CallAsync(HttpMethod.Post, salesforce.Path, JsonNode.Parse(salesforce.Body)))!["url"]);
        var renamed = JsonNode.Parse(Regex.Match(SectionOf("Values"), "```json\n(?<json>.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["json"].Value);
        var changed = await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{endpoint["id"]}", renamed);
        Assert.Equal(["plg_score", "plg_is_pql", "plg_why"], changed!["settings"]!["properties"]!.AsObject().Select(property => property.Key), StringComparer.Ordinal);
    }

    private static string TypeOf(IReadOnlyList<(string Name, string Type)> fields, string name) => fields.Single(field => field.Name == name).Type;

    private static string TypeOf(string shown) => shown.Split('(')[0] switch { "Number" => "double", "Checkbox" => "boolean", "Date/Time" => "datetime", "Long Text Area" => "textarea", _ => "string" };

    private static string SectionOf(string title) => Document.Split("\n## ").Single(section => section.StartsWith(title + "\n", StringComparison.Ordinal));

    /// <summary>The rows of all tables of a section with so many columns, without the signs for code.</summary>
    private static IEnumerable<string[]> Rows(string title, int columns) => SectionOf(title).Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
        .Select(line => line.Replace("`", "", StringComparison.Ordinal).Trim('|').Split('|', StringSplitOptions.TrimEntries)).Where(row => row.Length == columns);

    private static (string Path, string Body) Command(string title, int number)
    {
        var match = Commands().Matches(SectionOf(title))[number];
        return (match.Groups["path"].Value, match.Groups["body"].Value);
    }

    [GeneratedRegex(@"^curl -s (http://localhost:5080|https://api\.hubapi\.com)(?<path>/\S+)[^\n]*(\\\n *)?-d '(?<body>\{.*?\})'\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commands();
}
