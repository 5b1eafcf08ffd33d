using System.Net;
using System.Text;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>Bodies of the two PUT routes.</summary>
public sealed class BadAttributesTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string Lead = "/v1/leads/nobody";
    private const string Account = "/v1/accounts/nowhere";

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { Lead, "", "\"body\":[\"The body is empty.\"]" },
        { Lead, "null", "\"body\":[\"The body is empty.\"]" },
        { Lead, "[]", "\"body\":[\"The body must be an object.\"]" },
        { Lead, "\"email\"", "\"body\":[\"The body must be an object.\"]" },
        { Lead, "{}", "\"body\":[\"The body sets no attribute.\"]" },
        { Lead, "{\"name\":", "The body is not valid JSON at line 1, byte 9." },
        { Lead, "{\"traits\":{\"a\":" + RawJson.Nested(100_000) + "}}", "The body is nested deeper than 32" },
        { Lead, "{\"emial\":\"x\"}", "\"emial\":[\"emial is not a member here; known are email, name, title, seniority, department, country, signedUpAt, plan, accountId, traits.\"]" },
        { Lead, "{\"odd name\":1}", "\"odd name\":[\"odd name is not a member here" },
        { Lead, "{\"isEmpty\":false,\"name\":\"x\"}", "\"isEmpty\":[\"isEmpty is not a member here" },
        { Lead, $"{{\"{new string('x', 100_000)}\":1}}", "xxx… is not a member here" },
        { Lead, "{\"\\ud800\":1}", "The body contains what is no text" },
        { Lead, "{\"title\":7}", "\"title\":[\"title must be a text.\"]" },
        { Lead, "{\"title\":{}}", "\"title\":[\"title must be a text.\"]" },
        { Lead, "{\"title\":\"\\ud800\"}", "\"title\":[\"title contains what is no text" },
        { Lead, "{\"title\":\"a\\u0000\"}", "\"title\":[\"title contains the character U+0000" },
        { Lead, "{\"email\":\"ada\"}", "\"email\":[\"email must be an address such as ada@example.com.\"]" },
        { Lead, $"{{\"email\":\"{new string('x', 320)}@a\"}}", "\"email\":[\"email must have at most 320 characters.\"]" },
        { Lead, $"{{\"name\":\"{new string('x', 501)}\"}}", "\"name\":[\"name must have at most 500 characters.\"]" },
        { Lead, "{\"accountId\":\"\"}", "\"accountId\":[\"accountId must not be empty" },
        { Lead, "{\"accountId\":\"..\"}", "\"accountId\":[\"accountId must not be empty" },
        { Lead, "{\"signedUpAt\":\"yesterday\"}", "\"signedUpAt\":[\"signedUpAt must be a time with an offset, such as 2026-03-02T09:30:00Z.\"]" },
        { Lead, "{\"signedUpAt\":1772442000}", "\"signedUpAt\":[\"signedUpAt must be a time with an offset" },
        { Lead, "{\"signedUpAt\":\"9999-12-31T23:59:59-14:00\"}", "\"signedUpAt\":[\"signedUpAt must be a time" },
        { Lead, "{\"signedUpAt\":\"0001-01-01T00:00:00Z\"}", "\"signedUpAt\":[\"signedUpAt must be a time from 1970 to 2099.\"]" },
        { Lead, "{\"traits\":[]}", "\"traits\":[\"traits must be an object.\"]" },
        { Lead, "{\"traits\":null}", "\"traits\":[\"traits must be an object; clear its members" },
        { Lead, "{\"accountId\":\" acme\"}", "begin or end with a blank" },
        { Lead, "{\"traits\":{\"a\":\"\\ud800\"}}", "\"traits\":[\"traits.a is no text" },
        { Lead, "{\"traits\":{\"a\":{\"b\":[\"\\u0000\"]}}}", "\"traits\":[\"traits.a.b[0] contains the character U+0000" },
        { Lead, "{\"traits\":{\"\\u0000\":1}}", "\"traits\":[\"traits has a member whose name contains the character U+0000" },
        { Lead, "{\"traits\":{\"\\ud800\":1}}", "\"traits\":[\"traits contains what is no text" },
        { Lead, "{\"traits\":{\"a\":{\"\\udfff\":1}}}", "\"traits\":[\"traits.a has a member whose name is no text" },
        { Lead, "{\"traits\":{\"a\":1e131071}}", "\"traits\":[\"traits.a is a number beyond what can be stored" },
        { Lead, $"{{\"traits\":{{\"a\":\"{new string('x', 8_193)}\"}}}}", "\"traits\":[\"traits.a is longer than 8192 characters" },
        { Lead, $"{{\"traits\":{{{string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"t{i}\":1"))}}}}}", "\"traits\":[\"traits has more than 1000 members" },
        { Lead, "{\"title\":7,\"title\":\"x\"}", "\"title\":[\"title must be a text.\"]" },
        { Lead, "{\"title\":\"CEO\",\"TITLE\":\"Intern\"}", "\"TITLE\":[\"TITLE is not a member here" },
        { Lead, "{\"traits\":{\"a\":{\"b\":" + new string('9', 51) + "e300}}}", "\"traits\":[\"traits.a.b is a number beyond what can be stored" },
        { Lead, "{\"traits\":{\"a\":" + RawJson.Nested(31) + "}}", "is nested deeper than 32 objects and lists" },
        { Lead, "{\"email\":" + RawJson.Nested(400) + "}", "\"email\":[\"email must be a text.\"]" },
        { Account, "{\"employees\":true}", "\"employees\":[\"employees must be a number from 0, or a text" },
        { Account, "{\"employees\":-1}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"employees\":\"many\"}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"employees\":\"\\ud800\"}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"employees\":1e-131071}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"employees\":1e131071}", "\"employees\":[\"employees must be a number from 0" },
        { Account, $"{{\"employees\":{new string('1', 400)}}}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"employees\":" + RawJson.Nested(400) + "}", "\"employees\":[\"employees must be a number from 0" },
        { Account, "{\"traits\":{\"a\":-" + new string('9', 60) + "e299}}", "\"traits\":[\"traits.a is a number beyond what can be stored" },
        { Account, "{\"annualRevenue\":\"1\"}", "\"annualRevenue\":[\"annualRevenue must be a number.\"]" },
        { Account, "{\"annualRevenue\":1e999}", "\"annualRevenue\":[\"annualRevenue must be from 0 to 1e15.\"]" },
        { Account, "{\"annualRevenue\":NaN}", "The body is not valid JSON" },
        { Account, "{\"technologies\":\"Slack\"}", "\"technologies\":[\"technologies must be a list of texts.\"]" },
        { Account, "{\"technologies\":[\"Slack\",7]}", "\"technologies[1]\":[\"technologies[1] must be a text.\"]" },
        { Account, "{\"technologies\":[null]}", "technologies" },
        { Account, "{\"technologies\":[\"\\u0000\"]}", "technologies[0]" },
        { Account, $"{{\"technologies\":[{string.Join(',', Enumerable.Repeat("\"a\"", 201))}]}}", "\"technologies\":[\"technologies must have at most 200 items.\"]" },
    };

    public static TheoryData<string, string> Taken { get; } = new()
    {
        { Lead, "{\"traits\":{}}" },
        { Lead, "{\"title\":null,\"signedUpAt\":null,\"accountId\":null}" },
        { Lead, $"{{\"traits\":{{{string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"t{i}\":\"{new string('x', 200)}\""))}}}}}" },
        { Lead, "{\"traits\":{\"a\":1e300,\"b\":-1e-300,\"c\":{\"d\":[1,\"😀\"]},\"e\":[\"x\",null],\"e\":2}}" },
        { Lead, "{\"signedUpAt\":\"2026-03-02T08:30:00.123456789+05:45\"}" },
        { Lead, "{\"name\":\"\\ud83d\\ude00\",\"title\":\"\"}" },
        { Lead, "{\"traits\":{\"a\":" + RawJson.Nested(30) + "}}" },
        { Lead, "{\"traits\":{\"a\":12345678901234567890,\"b\":0.1234567890123456789,\"c\":-0.0}}" },
        { Account, "{\"employees\":null}" },
        { Account, "{\"employees\":120.5}" },
        { Account, "{\"employees\":\"10,000+\"}" },
        { Account, "{\"annualRevenue\":1e-320}" },
        { Account, "{\"technologies\":[]}" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Attributes_that_cannot_be_taken_are_refused_by_naming_the_member(string path, string body, string words)
    {
        using var client = app.CreateClient();

        var answer = await client.SendRawAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(body));

        answer.IsProblem(HttpStatusCode.BadRequest, words);
    }

    [Fact]
    public async Task Nothing_of_a_refused_body_is_stored()
    {
        using var client = app.CreateClient();
        foreach (var refused in Refused) await client.SendRawAsync(HttpMethod.Put, "/v1/leads/untouched", Encoding.UTF8.GetBytes((string)((object[])refused)[1]));

        Assert.Equal(0, await app.Database.CountEventsAsync("untouched"));
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task What_is_odd_but_right_is_taken_and_can_be_read_again(string path, string body)
    {
        using var client = app.CreateClient();

        var answer = await client.SendRawAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(body));
        await client.PutLeadAsync("nobody", new { accountId = "nowhere" });

        Assert.True(answer.Status == HttpStatusCode.NoContent, answer.Body.ToJsonString());
        await client.GetScoreAsync("nobody");
    }
}
