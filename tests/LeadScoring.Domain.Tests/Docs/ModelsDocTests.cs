using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Tests.Models;

namespace LeadScoring.Domain.Tests.Docs;

/// <summary><c>docs/models.md</c>: its snippets are valid and do what the page says. UPDATE_SNAPSHOTS=1 writes the tables anew.</summary>
public sealed class ModelsDocTests
{
    private static readonly MiniSchema Schema = new(JsonNode.Parse(ModelTemplates.Schema)!.AsObject());
    private static readonly GeneratedDoc Page = new("docs/models.md");

    public static TheoryData<string> Snippets => [.. ModelSnippets.Names];

    public static TheoryData<string, string> Leads
    {
        get
        {
            TheoryData<string, string> leads = [];
            foreach (var example in ModelExamples.All) leads.Add(example.Snippet, example.Lead);
            return leads;
        }
    }

    public static TheoryData<string> Tables => [.. Page.Tables.Where(name => name.StartsWith("examples of ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_snippet_makes_a_valid_model_and_is_scored_on_some_lead(string name)
    {
        Assert.DoesNotContain(ModelTemplates.All, template => template.Key == name);
        var document = ModelSnippets.Document(name);

        ModelReader.Read(document);
        Assert.Empty(Schema.Faults(JsonNode.Parse(document)));
        Assert.Contains(ModelExamples.All, example => example.Snippet == name);
        Assert.Contains(Page.Tables, table => SnippetsOf(table).Contains(name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Leads))]
    public void A_lead_scores_what_was_computed_by_hand(string snippet, string lead) =>
        ModelExamples.All.Single(each => each.Snippet == snippet && each.Lead == lead).Check();

    [Theory]
    [MemberData(nameof(Tables))]
    public void Each_table_shows_what_the_engine_says(string name) => Page.Check(name,
    [
        "| model | lead | fit | behavior | total | PQL |",
        "| --- | --- | --- | --- | --- | --- |",
        .. SnippetsOf(name).SelectMany(snippet => ModelExamples.All.Where(example => example.Snippet == snippet)).Select(example => $"| `{example.Snippet}` | {example.Row()}"),
    ]);

    [Fact]
    public void The_review_warns_as_the_page_says() => Page.Check("warnings of review",
    [
        "| place | warning |",
        "| --- | --- |",
        .. ModelReview.Of(ModelSnippets.Document("review")).Select(warning => $"| `{warning.Path}` | {warning.Message} |"),
    ]);

    [Fact]
    public void The_templates_are_listed_with_their_pages() => Page.Check("templates",
    [
        "| template | for |",
        "| --- | --- |",
        .. ModelTemplates.All.Select(template => $"| [{template.Name}](../src/LeadScoring.Domain/Models/Templates/{template.Key}.md) ([document](../src/LeadScoring.Domain/Models/Templates/{template.Key}.json)) | {template.Description} |"),
    ]);

    [Fact]
    public void A_fault_is_said_as_the_page_says_it()
    {
        var document = JsonNode.Parse(ModelSnippets.Document(ModelSnippets.Whole))!;
        document["behavior"]!["criteria"]![2]!["tiers"]![0]!["points"] = "20";

        var error = Assert.Single(Assert.Throws<ModelException>(() => ModelReader.Read(document.ToJsonString())).Errors);

        Assert.Contains($"`{error.Path}: {error.Message}`", Page.Text, StringComparison.Ordinal);
    }

    private static string[] SnippetsOf(string table) => table.StartsWith("examples of ", StringComparison.Ordinal) ? table["examples of ".Length..].Split(", ") : [];
}
