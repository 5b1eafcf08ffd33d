using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>F27. The service in other places of the world says what it says at home.</summary>
[Trait("Category", FaultForm.Category)]
public sealed class PlacesTests
{
    /// <summary>The time zone, of PostgreSQL's sessions too, and the language. Auckland's day begins twelve hours earlier; Turkish has an i of its own, German a decimal comma.</summary>
    private static readonly (string Zone, string Language)[] Places = [("UTC", "C.UTF-8"), ("Pacific/Auckland", "tr_TR.UTF-8"), ("America/St_Johns", "de_DE.UTF-8")];

    private static readonly string Moment = new ManualClock().GetUtcNow().InQuery();

    [Fact]
    public async Task Time_zone_and_language_of_the_machine_change_no_answer()
    {
        var answers = await Task.WhenAll(Places.Take(FaultForm.Of(2, 3)).Select(place => AnswersInAsync(place.Zone, place.Language)));

        var different = answers.Skip(1).Sum(each => each.Zip(answers[0]).Count(pair => pair.First != pair.Second));
        FaultReport.Add(
            27, $"the same history, attributes and errors in {string.Join(" and ", Places.Take(answers.Length).Skip(1).Select(place => $"{place.Zone} with {place.Language}"))}",
            $"{answers[0].Count} answers each compared with UTC's, to the letter: {different} different", "");
        Assert.All(answers, each => Assert.Equal(answers[0], each));
    }

    private static async Task<List<string>> AnswersInAsync(string zone, string language)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__LeadScoring"] = database.ConnectionString + ";Timezone=" + zone,
            ["TZ"] = zone,
            ["LANG"] = language,
            ["LC_ALL"] = language,
        };
        var (service, address) = await LoggedService.StartAsync(environment, ["--Shutdown:ReadinessDelay=00:00:00", "--Rescoring:Enabled=false"]);
        List<string> answers;
        using (service)
        {
            using var client = new HttpClient { BaseAddress = address };
            answers = await AnswersOfAsync(client);
        }

        await database.DisposeAsync();
        return answers;
    }

    private static async Task<List<string>> AnswersOfAsync(HttpClient client)
    {
        var random = new Random(27);
        foreach (var lead in (string[])["IDA", "ida", "ışıl"])
        {
            // The same messages in each place.
            var history = RandomHistory.Of(random, lead, 40, 0, 6.9).Select((e, i) => e with { MessageId = $"{lead}-{i}" });
            await client.SendAsync(history);
            await client.PostSdkAsync("/v1/identify", $$$$"""{"messageId":"identify-{{{{lead}}}}","userId":"{{{{lead}}}}","timestamp":"2026-02-23T23:30:00+13:00","traits":{"title":"CHIEF INFORMATION OFFICER","email":"{{{{lead}}}}@CUSTOMER.example","country":"İstanbul","company":{"id":"acme","employees":1234.5,"industry":"SAAS"}}}""");
        }

        List<string> answers = [];
        foreach (var lead in (string[])["IDA", "ida", "ışıl"])
        {
            answers.Add((await client.GetOfLeadAsync(lead, "score?asOf=" + Moment)).ToJsonString());
            var log = await client.GetOfLeadAsync(lead, "events");
            foreach (var item in log["items"]!.AsArray()) item!.AsObject().Remove("receivedAt");
            answers.Add(log.ToJsonString());
        }

        foreach (var path in (string[])["score?asOf=01.02.2026", "score?asOf=2026-03-02", "events?limit=1,5"]) answers.Add(await ErrorOfAsync(client, "/v1/leads/ida/" + path));
        answers.Add(await ErrorOfAsync(client, "/v1/leads?updatedSince=02.03.2026"));
        answers.Add(string.Join(' ', (await client.GetFromJsonAsync<LeadListResponse>(new Uri("/v1/leads?minTotal=0.5", UriKind.Relative)))!.Items.Select(each => each.LeadId)));
        return answers;
    }

    /// <summary>Without the id of the request.</summary>
    private static async Task<string> ErrorOfAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        body.Remove("traceId");
        return $"{(int)answer.StatusCode} {body.ToJsonString()}";
    }
}
