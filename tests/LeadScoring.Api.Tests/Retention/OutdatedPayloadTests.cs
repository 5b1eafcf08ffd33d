using System.Text.Json;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Retention;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Tests.Retention;

/// <summary>Which payloads of attributes say nothing any more.</summary>
public sealed class OutdatedPayloadTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_payload_stays_as_long_as_one_of_its_values_counts()
    {
        var payloads = new OutdatedPayloads<string>();

        Assert.Empty(Add(payloads, "first", 1, """{"title":"a","email":"a","traits":{"x":1}}"""));
        Assert.Empty(Add(payloads, "second", 2, """{"title":"b","email":null}"""));
        Assert.Equal(["first"], Add(payloads, "third", 3, """{"traits":{"x":2}}"""));
        Assert.Equal(["late"], Add(payloads, "late", 1, """{"title":"c"}"""));
        Assert.Equal(["empty"], Add(payloads, "empty", 9, "{}"));
        Assert.Equal(["second"], Add(payloads, "fourth", 4, """{"title":"d","email":"d"}"""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_left_comes_to_the_same_attributes_in_whichever_order_payloads_come(int seed)
    {
        var random = new Random(seed);
        var log = Enumerable.Range(0, 200).Select(i => (Key: $"m{i:000}", At: random.Next(60), Payload: PayloadOf(random))).ToArray();
        random.Shuffle(log);
        var payloads = new OutdatedPayloads<string>();

        var outdated = log.SelectMany(each => Add(payloads, each.Key, each.At, each.Payload)).ToList();

        Assert.Equal(outdated.Count, outdated.Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(outdated.Count, 150, 199);
        Assert.Equal(Fold(log), Fold(log.Where(each => !outdated.Contains(each.Key))));
    }

    private static string PayloadOf(Random random) =>
        JsonSerializer.Serialize(Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0).ToDictionary(name => $"a{name}", _ => random.Next(4) == 0 ? null : (object)random.Next(9), StringComparer.Ordinal));

    private static List<string> Add(OutdatedPayloads<string> payloads, string key, int day, string json)
    {
        using var payload = JsonDocument.Parse(json);
        return [.. payloads.Add(key, payload.RootElement, StampOf(key, day))];
    }

    private static string Fold(IEnumerable<(string Key, int At, string Payload)> log)
    {
        var attributes = new Attributes();
        foreach (var (key, at, json) in log)
        {
            using var payload = JsonDocument.Parse(json);
            AttributePayload.Apply(payload.RootElement, attributes, StampOf(key, at));
        }

        return AttributesJson.Write(attributes);
    }

    private static Attributes.Stamp StampOf(string key, int day) => new(Day.AddDays(day), "user:ada", key);
}
