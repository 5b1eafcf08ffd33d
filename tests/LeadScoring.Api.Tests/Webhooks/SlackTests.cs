using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Privacy;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats;

namespace LeadScoring.Api.Tests.Webhooks;

public sealed class SlackTests() : WebhookTests()
{
    [Fact]
    public async Task A_crossing_reads_as_a_message_with_blocks()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf(), new { format = "slack", filters = new { kinds = new[] { "pql_gained" } } });
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.PutLeadAsync("vera", new { name = "Vera <!channel> & co" });

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Any(message => message.Body.Contains("Vera", StringComparison.Ordinal) && message.Body.Contains("header", StringComparison.Ordinal)), "it arrives");

        var message = JsonNode.Parse(Receiver.Messages.First(each => each.Body.Contains("Vera &lt;!channel&gt; &amp; co is product-qualified", StringComparison.Ordinal)).Body)!;
        var blocks = message["blocks"]!.AsArray();
        Assert.Equal(["header", "section", "section", "context"], blocks.Select(block => (string)block!["type"]!), StringComparer.Ordinal);
        Assert.Equal("Vera &lt;!channel&gt; &amp; co is product-qualified", (string?)blocks[0]!["text"]!["text"]);
        Assert.Equal("*Total*\n50 → 150 (hot)", (string?)blocks[1]!["fields"]![0]!["text"]);
        Assert.Contains("+25; Core feature used 3 times or more in the first 14 days +20; ", (string?)blocks[2]!["text"]!["text"], StringComparison.Ordinal);
        Assert.StartsWith("Vera &lt;!channel&gt; &amp; co is product-qualified: ", (string?)message["text"], StringComparison.Ordinal);
        Assert.DoesNotContain("<!channel>", message.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
        Assert.False(Receiver.Messages[0].Headers.ContainsKey("webhook-signature"));
    }

    [Fact]
    public void What_is_too_long_for_a_block_is_cut_after_it_was_escaped()
    {
        var data = WebhookRulesTests.Data([], []);
        var message = JsonSerializer.SerializeToNode(SlackMessage.Of(data with
        {
            Lead = new MessageLead("ada", null, new string('<', 300), []),
            Reasons = new string('&', 5_000),
            Play = string.Concat(Enumerable.Repeat("😀", 4_000)),
        }))!;

        var blocks = message["blocks"]!.AsArray();
        Assert.InRange(((string)blocks[0]!["text"]!["text"]!).Length, 100, 150);
        Assert.All(blocks.Where(block => (string)block!["type"]! == "section" && block["text"] is not null), block => Assert.InRange(((string)block!["text"]!["text"]!).Length, 2_900, 3_000));
        Assert.DoesNotContain("&amp", ((string)blocks[2]!["text"]!["text"]!).Replace("&amp;", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', message.ToJsonString());
    }

    [Fact]
    public void What_the_model_says_to_open_with_is_a_block_of_its_own()
    {
        var blocks = JsonSerializer.SerializeToNode(SlackMessage.Of(WebhookRulesTests.Data([], [])))!["blocks"]!.AsArray();

        Assert.Equal("*Open with*\nAsk what they sync.", (string?)blocks[3]!["text"]!["text"]);
    }

    [Fact]
    public async Task The_address_of_Slack_is_shown_shortened_and_stays_as_it_is_when_something_else_is_changed()
    {
        var url = Receiver.UrlOf("services/T0000/B0000/secret7301");
        var (id, _) = await Client.CreateEndpointAsync(url, new { format = "slack" });
        var shown = Receiver.UrlOf("services/…");

        var changed = (await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { description = "Sales" }))!;
        var list = (await Client.CallAsync(HttpMethod.Get, "/v1/webhook-endpoints"))!.ToJsonString();
        using var refused = await Client.PatchAsJsonAsync(new Uri($"/v1/webhook-endpoints/{id}", UriKind.Relative), new { url = shown });
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

        Assert.Equal((shown, shown), ((string?)changed["url"], (await Client.EndpointAsync(id)).Url));
        Assert.DoesNotContain("secret7301", list, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("url is shortened, as answers show it", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(Receiver.MessagesTo("services/T0000/B0000/secret7301"));
        Assert.DoesNotContain(await App.Database.DumpAsync(), row => row.Contains("secret7301", StringComparison.Ordinal));
    }
}
