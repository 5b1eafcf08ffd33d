using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Models;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Tests.Models;

public sealed class DraftTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_template_becomes_a_draft_under_another_key_and_is_read_back()
    {
        using var client = app.CreateClient();

        using var begun = await client.PostAsJsonAsync(new Uri("/v1/models", UriKind.Relative), new { template = "product-led", key = "copied", name = "Copied", by = "ada" });
        var draft = await begun.Content.ReadFromJsonAsync<DraftResponse>();
        var document = JsonNode.Parse(await client.GetStringAsync(begun.Headers.Location))!;

        Assert.Equal((HttpStatusCode.Created, "/v1/models/copied/draft"), (begun.StatusCode, begun.Headers.Location!.ToString()));
        Assert.Equal(("copied", 1, "ada", true, 0), (draft!.Key, draft.Revision, draft.By, draft.Valid, draft.Errors.Count));
        var expected = JsonNode.Parse(ModelTemplates.ProductLed)!;
        (expected["key"], expected["name"]) = ("copied", "Copied");
        Assert.True(JsonNode.DeepEquals(expected, document));
        Assert.Equal((null, false, null, true), ((await client.ListModelsAsync()).Items.Where(item => item.Key == "copied").Select(item => (item.Version, item.Primary, item.NewestVersion, item.HasDraft)).Single()));
    }

    [Fact]
    public async Task A_document_is_kept_as_it_was_given_with_all_its_faults()
    {
        using var client = app.CreateClient();
        const string Document = """{ "key":"work-in-progress",   "name": 5, "ünïcode": "\ud83d\ude00", "number": 1.50 }""";

        var (status, body) = await client.SendModelAsync(HttpMethod.Post, "", $$"""{ "document": {{Document}} }""");

        Assert.Equal((HttpStatusCode.Created, false), (status, (bool)body["valid"]!));
        Assert.Contains(body["errors"]!.AsArray(), error => (string?)error!["path"] == "$.name");
        Assert.Contains(body["errors"]!.AsArray(), error => (string?)error!["path"] == "$.behavior");
        Assert.Equal(Document, await client.GetStringAsync(new Uri("/v1/models/work-in-progress/draft", UriKind.Relative)));
        Assert.Null((await client.GetModelAsync("work-in-progress")).Name);
        Assert.Equal("is missing", (await client.TryChangeModelAsync("work-in-progress", "publish")).FaultsIn()["$.behavior"]);
    }

    [Fact]
    public async Task A_model_has_one_draft()
    {
        using var client = app.CreateClient();
        var document = TestModels.Of("only-one");

        var first = await client.SendModelAsync(HttpMethod.Post, "", $$"""{"document":{{document}}}""");
        var second = await client.SendModelAsync(HttpMethod.Post, "", """{"template":"product-led","key":"only-one"}""");
        var deleted = await client.SendModelAsync(HttpMethod.Delete, "only-one/draft");
        var again = await client.SendModelAsync(HttpMethod.Delete, "only-one/draft");

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.NoContent, HttpStatusCode.NotFound),
            (first.Status, second.Status, deleted.Status, again.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendModelAsync(HttpMethod.Get, "only-one")).Status);
    }

    [Fact]
    public async Task A_draft_that_somebody_else_has_changed_is_not_overwritten()
    {
        using var client = app.CreateClient();
        var document = TestModels.Of("shared");
        await client.SendModelAsync(HttpMethod.Post, "", $$"""{"document":{{document}}}""");
        using var read = await client.GetAsync(new Uri("/v1/models/shared/draft", UriKind.Relative));
        var tag = read.Headers.ETag!.ToString();

        var mine = await client.SendModelAsync(HttpMethod.Put, "shared?by=ada", TestModels.Of("shared", TestModels.Velocity(20)), tag);
        var theirs = await client.SendModelAsync(HttpMethod.Put, "shared", document, tag);
        var damaged = await client.SendModelAsync(HttpMethod.Put, "shared", document, "no tag");
        var any = await client.SendModelAsync(HttpMethod.Put, "shared", document, "*");

        Assert.Equal((HttpStatusCode.OK, 2, "ada"), (mine.Status, (int)mine.Body["revision"]!, (string)mine.Body["by"]!));
        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed), (theirs.Status, damaged.Status));
        Assert.Equal((HttpStatusCode.OK, 3, null), (any.Status, (int)any.Body["revision"]!, (string?)any.Body["by"]));
    }

    [Fact]
    public async Task A_draft_that_somebody_has_changed_since_it_was_looked_at_is_not_published()
    {
        using var client = app.CreateClient();
        await client.SendModelAsync(HttpMethod.Post, "", $$"""{"document":{{TestModels.Of("looked-at")}}}""");
        var tag = await TagAsync();
        await client.SendModelAsync(HttpMethod.Put, "looked-at", TestModels.Of("looked-at", TestModels.Velocity(20)));

        var refused = await client.SendModelAsync(HttpMethod.Post, "looked-at/publish", "{}", tag);
        var published = await client.SendModelAsync(HttpMethod.Post, "looked-at/publish", "{}", await TagAsync());
        var again = await client.SendModelAsync(HttpMethod.Post, "looked-at/publish", "{}", "*");
        var version = await client.SendModelAsync(HttpMethod.Post, "looked-at/publish", """{"version":1,"primary":true}""", tag);
        var unknown = await client.SendModelAsync(HttpMethod.Post, "never-looked-at/publish", "{}", tag);
        await client.ChangeModelAsync("looked-at", "withdraw");

        Assert.Equal((HttpStatusCode.PreconditionFailed, "The draft has changed."), (refused.Status, (string?)refused.Body["title"]));
        Assert.Equal((HttpStatusCode.OK, 1), (published.Status, (int)published.Body["change"]!["version"]!));
        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound), (again.Status, version.Status, unknown.Status));

        async Task<string> TagAsync()
        {
            using var read = await client.GetAsync(new Uri("/v1/models/looked-at/draft", UriKind.Relative));
            return read.Headers.ETag!.ToString();
        }
    }

    [Fact]
    public async Task A_published_model_gets_a_draft_by_PUT_and_one_that_never_was_does_not()
    {
        using var client = app.CreateClient();

        var ofPublished = await client.SendModelAsync(HttpMethod.Put, "product-led", TestModels.Of("product-led", TestModels.Velocity(20)));
        var matching = await client.SendModelAsync(HttpMethod.Put, "never-seen", TestModels.Of("never-seen"), "\"1\"");
        var ofNone = await client.SendModelAsync(HttpMethod.Put, "never-seen", TestModels.Of("never-seen"));
        await client.SendModelAsync(HttpMethod.Delete, "product-led/draft");

        Assert.Equal((HttpStatusCode.OK, 1), (ofPublished.Status, (int)ofPublished.Body["revision"]!));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (matching.Status, ofNone.Status));
    }

    [Theory]
    [InlineData("""[]""", "body")]
    [InlineData("""{"key":5}""", "key")]
    [InlineData("""{"key":"Other"}""", "key")]
    [InlineData("""{"key":"other"}""", "key")]
    [InlineData("""{"key":"\ud800"}""", "body")]
    public async Task The_body_of_a_PUT_is_an_object_with_the_key_of_the_path(string body, string member)
    {
        using var client = app.CreateClient();

        Assert.Equal(member, Assert.Single((await client.SendModelAsync(HttpMethod.Put, "product-led", body)).FaultsIn()).Key);
    }

    [Theory]
    [InlineData("""{}""", "template")]
    [InlineData("""{"document":{"key":"a"},"template":"product-led","key":"b"}""", "template")]
    [InlineData("""{"template":"no-such","key":"b"}""", "template")]
    [InlineData("""{"template":"product-led"}""", "key")]
    [InlineData("""{"template":"product-led","key":"B"}""", "key")]
    [InlineData("""{"document":{"key":"a"},"key":"a"}""", "key")]
    [InlineData("""{"document":{"key":"a"},"name":"A"}""", "name")]
    [InlineData("""{"document":[]}""", "document")]
    [InlineData("""{"document":{}}""", "document.key")]
    [InlineData("""{"document":{"key":"a"},"by":"\u0000"}""", "by")]
    [InlineData("""{"document":{"key":"a"},"draft":true}""", "draft")]
    public async Task What_is_wrong_with_a_draft_that_is_begun_is_named(string body, string member)
    {
        using var client = app.CreateClient();

        Assert.Contains(member, (await client.SendModelAsync(HttpMethod.Post, "", body)).FaultsIn().Keys, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Paths_take_keys_and_queries_what_is_known()
    {
        using var client = app.CreateClient();

        Assert.Contains("1 to 64", (await client.SendModelAsync(HttpMethod.Get, "Product-Led")).FaultsIn()["key"], StringComparison.Ordinal);
        Assert.Contains("no parameter", (await client.SendModelAsync(HttpMethod.Get, "product-led?version=1")).FaultsIn()["version"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendModelAsync(HttpMethod.Get, "no-such")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendModelAsync(HttpMethod.Get, "no-such/draft")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendModelAsync(HttpMethod.Get, "product-led/versions/99")).Status);
        Assert.Equal(ModelTemplates.ProductLed, await client.GetStringAsync(new Uri("/v1/models/product-led/versions/1", UriKind.Relative)));
    }

    [Fact]
    public async Task A_document_is_checked_without_being_stored()
    {
        using var client = app.CreateClient();
        var faulty = TestModels.Of("checked", document => document["pql"]!["totall"] = 5);

        var good = await client.SendModelAsync(HttpMethod.Post, "checked/validate", TestModels.Of("checked"));
        var bad = await client.SendModelAsync(HttpMethod.Post, "checked/validate", faulty);
        var other = await client.SendModelAsync(HttpMethod.Post, "checked/validate", TestModels.Of("other"));
        var none = await client.SendModelAsync(HttpMethod.Post, "checked/validate", "[]");
        var stored = await client.SendModelAsync(HttpMethod.Post, "product-led/validate");

        Assert.Equal(((HttpStatusCode.OK, true), (HttpStatusCode.OK, true)), ((good.Status, (bool)good.Body["valid"]!), (stored.Status, (bool)stored.Body["valid"]!)));
        Assert.Equal("$.pql.totall", (string?)Assert.Single(bad.Body["errors"]!.AsArray())!["path"]);
        Assert.Equal("$.key", (string?)Assert.Single(other.Body["errors"]!.AsArray())!["path"]);
        Assert.Equal("$", (string?)Assert.Single(none.Body["errors"]!.AsArray())!["path"]);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendModelAsync(HttpMethod.Post, "checked/validate")).Status);
    }

    [Fact]
    public async Task Templates_are_listed_and_each_is_a_model_without_faults()
    {
        using var client = app.CreateClient();

        var list = await client.GetFromJsonAsync<ModelTemplateListResponse>(new Uri("/v1/model-templates", UriKind.Relative));

        Assert.Equal("product-led", list!.Items[0].Key);
        foreach (var item in list.Items)
        {
            var template = await client.GetFromJsonAsync<ModelTemplateResponse>(new Uri("/v1/model-templates/" + item.Key, UriKind.Relative));
            Assert.Equal((item.Key, item.Name, item.Description), (template!.Key, template.Name, template.Description));
            Assert.True((bool)(await client.SendModelAsync(HttpMethod.Post, item.Key + "/validate", template.Document.GetRawText())).Body["valid"]!, item.Key);
        }

        using var missing = await client.GetAsync(new Uri("/v1/model-templates/no-such", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}

/// <summary>What only the real server does.</summary>
public sealed class LargeDocumentTests(ListeningApp app) : IClassFixture<ListeningApp>
{
    [Fact]
    public async Task A_document_may_have_a_megabyte()
    {
        using var client = new HttpClient { BaseAddress = app.Server };
        string OfSize(int bytes) => $$"""{"key":"large","name":"{{new string('n', bytes - 25)}}"}""";

        using var large = await client.PostAsync(new Uri("/v1/models/large/validate", UriKind.Relative), new StringContent(OfSize(1_000_000), Encoding.UTF8, "application/json"));
        using var tooLarge = await client.PostAsync(new Uri("/v1/models/large/validate", UriKind.Relative), new StringContent(OfSize(1_050_000), Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (large.StatusCode, tooLarge.StatusCode));
        Assert.Contains("1048576 bytes", await tooLarge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
