using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Tests.Docs;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>The models that come with the service are valid, and their pages say what they are.</summary>
public sealed class TemplateTests
{
    private const string Folder = "src/LeadScoring.Domain/Models/Templates/";
    private static readonly MiniSchema Schema = new(JsonNode.Parse(ModelTemplates.Schema)!.AsObject());
    private static readonly string[] Tables = ["fit", "behavior", "rules", "events"];
    private static readonly string[] Chapters = ["## What it counts", "## Why these numbers", "## What to change first", "## Healthy when"];

    public static TheoryData<string> Keys => [.. ModelTemplates.All.Select(template => template.Key)];

    public static TheoryData<string, string> Generated
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (var template in ModelTemplates.All)
            {
                foreach (var table in Tables.Concat(Document(template.Key)["priorities"] is null ? [] : ["priorities"])) pairs.Add(template.Key, table);
            }

            return pairs;
        }
    }

    public static TheoryData<string, string> Leads
    {
        get
        {
            TheoryData<string, string> leads = [];
            foreach (var example in TemplateLeads.All) leads.Add(example.Snippet, example.Lead);
            return leads;
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_template_is_read_without_faults_and_keeps_to_the_schema(string key)
    {
        var template = Template(key);

        Assert.Equal(key, ModelReader.Read(template.Document).Key);
        Assert.Empty(Schema.Faults(Document(key)));
    }

    [Theory]
    [MemberData(nameof(Generated))]
    public void Each_table_of_a_page_is_made_of_the_document(string key, string table) =>
        new GeneratedDoc($"{Folder}{key}.md").Check(table, new ModelTables(Template(key).Document).Of(table));

    [Theory]
    [MemberData(nameof(Leads))]
    public void A_lead_scores_what_was_computed_by_hand(string key, string lead) =>
        TemplateLeads.All.Single(each => each.Snippet == key && each.Lead == lead).Check();

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_page_shows_two_leads_at_least(string key)
    {
        string[] rows = [.. TemplateLeads.All.Where(each => each.Snippet == key).Select(each => "| " + each.Row())];

        Assert.True(rows.Length >= 2);
        new GeneratedDoc($"{Folder}{key}.md").Check("leads", ["| lead | fit | behavior | total | PQL |", "| --- | --- | --- | --- | --- |", .. rows]);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Nothing_is_to_be_warned_of_but_what_the_page_explains(string key)
    {
        var warnings = ModelReview.Of(Template(key).Document);
        GeneratedDoc page = new($"{Folder}{key}.md");

        Assert.Equal(warnings.Count > 0, page.Tables.Contains("warnings", StringComparer.Ordinal));
        if (warnings.Count > 0) page.Check("warnings", ["| place | warning |", "| --- | --- |", .. warnings.Select(warning => $"| `{warning.Path}` | {warning.Message} |")]);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_page_says_for_whom_why_and_what_to_change_first(string key)
    {
        var template = Template(key);

        Assert.StartsWith($"# {template.Name}\n", template.Page, StringComparison.Ordinal);
        Assert.Contains("**For whom.**", template.Page, StringComparison.Ordinal);
        Assert.All(Chapters, chapter => Assert.Contains(chapter + "\n", template.Page, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_one_of_each_and_the_default_comes_first()
    {
        Assert.Equal(ModelTemplates.ProductLed, ModelTemplates.All[0].Document);
        Assert.Equal(ModelTemplates.All.Count, ModelTemplates.All.DistinctBy(template => template.Key, StringComparer.Ordinal).Count());
        Assert.All(ModelTemplates.All, template => Assert.InRange(template.Description.Length, 20, 200));
    }

    /// <summary>Whoever goes from one template to another has the lists to change in one place only.</summary>
    [Fact]
    public void A_list_of_the_same_name_is_the_same_in_all_templates()
    {
        var lists = ModelTemplates.All.SelectMany(template => (Document(template.Key)["lists"] as JsonObject ?? []).Select(list => (list.Key, Texts: list.Value!.ToJsonString())));

        Assert.All(lists.GroupBy(list => list.Key, StringComparer.Ordinal), same => Assert.Single(same.Select(list => list.Texts).Distinct(StringComparer.Ordinal)));
    }

    private static ModelTemplate Template(string key) => ModelTemplates.All.Single(template => template.Key == key);

    private static JsonNode Document(string key) => JsonNode.Parse(Template(key).Document)!;
}
