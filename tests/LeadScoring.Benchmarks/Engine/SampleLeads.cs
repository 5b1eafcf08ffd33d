using System.Globalization;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Benchmarks.Engine;

/// <summary>Made-up leads: the same ones in every run.</summary>
internal static class SampleLeads
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Identity Vera = Identity.User("vera");

    /// <summary>Every fit criterion of the default model finds its attribute.</summary>
    public static LeadProfile Profile { get; } = new(
        Attributes(("title", AttributeValue.Of("VP Marketing")), ("email", AttributeValue.Of("vera@customer.example"))),
        Attributes(
            ("employees", AttributeValue.Of(120)),
            ("industry", AttributeValue.Of("SaaS")),
            ("technologies", AttributeValue.Of(["Slack", "Salesforce"])),
            ("country", AttributeValue.Of("US")),
            ("domain", AttributeValue.Of("customer.example"))));

    /// <summary>Events of the reference model, in order, one every 20 minutes: each kind comes up again after four hours.</summary>
    public static ProductEvent[] ActionsOf(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Event(i, TwentyCriteria.EventName(i % TwentyCriteria.Signals), new(StringComparer.Ordinal)
        {
            ["item"] = PropertyValue.Of(string.Create(CultureInfo.InvariantCulture, $"item {i * 7 % 40}")),
            ["amount"] = PropertyValue.Of(1 + (i % 5)),
            ["source"] = PropertyValue.Of("web"),
        }))];

    /// <summary>Events of the default model, in order, with 2 to 4 properties, as a busy product sends them.</summary>
    public static ProductEvent[] UsageOf(int count) => [.. Enumerable.Range(0, count).Select(Usage)];

    private static ProductEvent Usage(int i) => (i % 10) switch
    {
        0 => Event(i, "Signed In", new(StringComparer.Ordinal) { ["method"] = PropertyValue.Of("password"), ["device"] = PropertyValue.Of("desktop") }),
        1 => Event(i, "Pricing Page Viewed", new(StringComparer.Ordinal) { ["page"] = PropertyValue.Of("/pricing"), ["referrer"] = PropertyValue.Of("search") }),
        2 => Event(i, "Invite Sent", new(StringComparer.Ordinal) { ["inviteeEmail"] = PropertyValue.Of($"mate{i % 7}@customer.example"), ["role"] = PropertyValue.Of("member") }),
        3 => Event(i, "Report Generated", new(StringComparer.Ordinal) { ["report"] = PropertyValue.Of("funnel"), ["rows"] = PropertyValue.Of(120), ["format"] = PropertyValue.Of("csv") }),
        4 => Event(i, "Page Viewed", new(StringComparer.Ordinal) { ["page"] = PropertyValue.Of("/docs"), ["referrer"] = PropertyValue.Of("search") }),
        _ => Event(i, "Feature Used", new(StringComparer.Ordinal)
        {
            ["feature"] = PropertyValue.Of(string.Create(CultureInfo.InvariantCulture, $"feature {i % 9}")),
            ["core"] = PropertyValue.Of(i % 2 == 0),
            ["premium"] = PropertyValue.Of(i % 3 == 0),
            ["duration"] = PropertyValue.Of(i % 60),
        }),
    };

    private static ProductEvent Event(int i, string name, Dictionary<string, PropertyValue> properties) =>
        new(Vera, string.Create(CultureInfo.InvariantCulture, $"m{i}"), Start.AddMinutes(20 * i), name, properties);

    private static Attributes Attributes(params (string Name, AttributeValue Value)[] values)
    {
        Attributes attributes = new();
        foreach (var (name, value) in values)
        {
            attributes.Write(name, value, new Attributes.Stamp(Start, "user:vera", "m"));
        }

        return attributes;
    }
}
