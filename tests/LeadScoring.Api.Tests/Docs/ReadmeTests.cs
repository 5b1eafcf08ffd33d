using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Docs;

/// <summary>Sends the requests of the README in order and compares the answers printed below them.</summary>
public sealed class ReadmeTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task The_requests_in_the_README_give_the_answers_printed_there()
    {
        using var client = app.CreateClient();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var blocks = Blocks().Matches(readme).Select(match => (Language: match.Groups["language"].Value, Text: match.Groups["text"].Value)).ToList();
        var answer = "";
        var compared = 0;
        List<string> scores = [];
        var flips = "";
        foreach (var (language, text) in blocks)
        {
            if (language == "json")
            {
                AssertContains(JsonDocument.Parse(text).RootElement, JsonDocument.Parse(answer).RootElement, "$");
                compared++;
            }

            if (Backtest().Match(text) is { Success: true } backtest)
            {
                flips = await TryAsync(client, backtest);
            }

            foreach (var command in language == "sh" ? Commands(text) : [])
            {
                answer = await SendAsync(client, command);
                if (command.TrimEnd().EndsWith("/leads/ada/score", StringComparison.Ordinal)) scores.Add(await client.GetComparableScoreAsync("ada"));
            }
        }

        Assert.Equal(6, compared);
        Assert.Contains("""{"leadId":"ada","kind":"stops_being_pql",""", flips, StringComparison.Ordinal);
        Assert.Equal(2, scores.Count);
        Assert.Equal(scores[0], scores[1]);
        var again = await SendAsync(client, blocks.Where(block => block.Language == "sh").SelectMany(block => Commands(block.Text)).First());
        Assert.Contains(again.Replace(":", ": ", StringComparison.Ordinal).Replace(",", ", ", StringComparison.Ordinal), readme, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Commands(string text) =>
        CommandStarts().Split(text).Where(command => command.StartsWith("curl ", StringComparison.Ordinal));

    private static async Task<string> SendAsync(HttpClient client, string command)
    {
        if (command.Contains("| sed", StringComparison.Ordinal)) return await EditAsync(client, command);

        var body = Body().Match(command);
        var method = command.Contains("-X PUT", StringComparison.Ordinal) ? HttpMethod.Put : body.Success ? HttpMethod.Post : HttpMethod.Get;
        using var request = new HttpRequestMessage(method, Address().Match(command).Groups["path"].Value);
        if (body.Success)
        {
            request.Content = new StringContent(body.Groups["body"].Value, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{command}\nanswered {(int)response.StatusCode} {answer}");
        return answer;
    }

    /// <summary>Orders the backtest, waits for it as the loop does, and reads what comes behind it.</summary>
    private static async Task<string> TryAsync(HttpClient client, Match backtest)
    {
        var id = JsonDocument.Parse(await SendAsync(client, backtest.Groups["order"].Value)).RootElement.GetProperty("id").GetString()!;
        var (state, flips) = (Address().Match(backtest.Groups["until"].Value).Groups["path"].Value, Address().Match(backtest.Groups["then"].Value).Groups["path"].Value);
        await Eventually.IsTrueAsync(async () => (await client.GetStringAsync(new Uri(state.Replace("$id", id, StringComparison.Ordinal), UriKind.Relative))).Contains("""
            "state":"done"
            """, StringComparison.Ordinal), "the backtest is done");
        return await client.GetStringAsync(new Uri(flips.Replace("$id", id, StringComparison.Ordinal), UriKind.Relative));
    }

    /// <summary>What one request answers is changed by <c>sed</c>, each script with texts in place of patterns, and PUT by another one.</summary>
    private static async Task<string> EditAsync(HttpClient client, string command)
    {
        var paths = Address().Matches(command).Select(match => match.Groups["path"].Value).ToList();
        var text = await client.GetStringAsync(new Uri(paths[0], UriKind.Relative));
        foreach (Match edit in Edits().Matches(command))
        {
            Assert.Contains(edit.Groups["from"].Value, text, StringComparison.Ordinal);
            text = text.Replace(edit.Groups["from"].Value, edit.Groups["to"].Value, StringComparison.Ordinal);
        }

        using var content = new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        using var response = await client.PutAsync(new Uri(paths[1], UriKind.Relative), content);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{command}\nanswered {(int)response.StatusCode} {answer}");
        return answer;
    }

    /// <summary>Everything printed is in the answer, with the same value; the answer may say more. Lists are printed whole.</summary>
    private static void AssertContains(JsonElement printed, JsonElement answer, string path)
    {
        Assert.True(printed.ValueKind == answer.ValueKind, $"{path}: {answer} instead of {printed}");
        switch (printed.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in printed.EnumerateObject())
                {
                    Assert.True(answer.TryGetProperty(member.Name, out var value), $"{path}.{member.Name} is not in the answer.");
                    AssertContains(member.Value, value, $"{path}.{member.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(printed.GetArrayLength(), answer.GetArrayLength());
                foreach (var (item, i) in printed.EnumerateArray().Select((item, i) => (item, i)))
                {
                    AssertContains(item, answer[i], $"{path}[{i}]");
                }

                break;
            default:
                Assert.True(JsonElement.DeepEquals(printed, answer), $"{path}: {answer} instead of {printed}");
                break;
        }
    }

    private static Regex Blocks() => new("```(?<language>sh|json)\n(?<text>.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    private static Regex CommandStarts() => new("^(?=curl )", RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    private static Regex Backtest() => new(@"^id=\$\((?<order>curl .*?) \| sed .*?^until (?<until>curl [^|]*)\|.*?done && (?<then>curl .*)", RegexOptions.Singleline | RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    private static Regex Body() => new("-d '(?<body>.*)'", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    private static Regex Edits() => new("-e 's/(?<from>[^/]*)/(?<to>[^/]*)/'", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Regex Address() => new(@"http://localhost:5080(?<path>[^\s""]+)", RegexOptions.None, TimeSpan.FromSeconds(1));
}
