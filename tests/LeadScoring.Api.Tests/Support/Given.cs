using System.Globalization;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Settings, attributes and histories that tests begin with.</summary>
internal static class Given
{
    /// <summary>Day 0 of every history: a week before the clocks of tests begin to run.</summary>
    public static readonly DateTimeOffset Day0 = new(2026, 2, 23, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A worker that looks as soon as something is due.</summary>
    public static readonly IReadOnlyDictionary<string, string?> EagerWorker = Settings(("Rescoring:Interval", "00:00:00.020"));

    /// <summary>A worker that only looks when a test makes it: <see cref="Recount.NothingIsDueAsync"/>.</summary>
    public static readonly IReadOnlyDictionary<string, string?> SleepingWorker = Settings(("Rescoring:Enabled", "false"), ("Rescoring:Interval", "01:00:00"));

    private static int _messages;

    public static IReadOnlyDictionary<string, string?> Settings(params (string Name, string Value)[] settings) =>
        settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal);

    public static DateTimeOffset Day(double days) => Day0.AddMilliseconds(Math.Round(days * 86_400_000));

    /// <summary>Something a user did so many days after day 0, with a message id of its own.</summary>
    public static SentEvent Event(string userId, double day, string name, params (string Name, object Value)[] properties) => new(
        string.Create(CultureInfo.InvariantCulture, $"m{Interlocked.Increment(ref _messages)}"),
        userId,
        null,
        name,
        Day(day),
        properties.Length == 0 ? null : properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal));

    /// <summary>The same by somebody who has not logged in.</summary>
    public static SentEvent AnonymousEvent(string anonymousId, double day, string name, params (string Name, object Value)[] properties) =>
        Event("", day, name, properties) with { UserId = null, AnonymousId = anonymousId };

    /// <summary>An event that no signal of the default model counts.</summary>
    public static SentEvent NeutralEvent(string userId, double day) => Event(userId, day, "Page Viewed", ("page", "docs"));

    /// <summary>Fit 50 under the default model: 15 + 10 + 10 + 8 + 7.</summary>
    public static async Task PerfectFitAsync(HttpClient client, string accountId, params IEnumerable<string> leads)
    {
        await client.PutAccountAsync(accountId, PerfectAccount);
        foreach (var lead in leads) await client.PutLeadAsync(lead, new { title = "VP Marketing", email = "vera@customer.example", accountId });
    }

    public static object PerfectAccount { get; } = new { employees = 120, industry = "SaaS", technologies = new[] { "Salesforce" }, country = "US" };

    /// <summary>Raw 75 and a burst that ends on day 2, with the last activity then: behavior 100.</summary>
    public static List<SentEvent> EagerHistory(string userId) =>
    [
        Event(userId, 0, "Signed Up"),
        Event(userId, 0.1, "Onboarding Completed"),
        Event(userId, 0.2, "Feature Used", ("feature", "reports"), ("core", true)),
        Event(userId, 0.3, "Feature Used", ("feature", "reports"), ("core", true)),
        Event(userId, 0.4, "Feature Used", ("feature", "reports"), ("core", true)),
        Event(userId, 0.5, "Integration Connected", ("integration", "Salesforce")),
        Event(userId, 0.6, "Invite Sent", ("inviteeEmail", "ann@customer.example")),
        Event(userId, 0.7, "Invite Sent", ("inviteeEmail", "bob@customer.example")),
        Event(userId, 0.8, "Pricing Page Viewed"),
        Event(userId, 1.9, "Feature Used", ("feature", "reports"), ("core", true)),
        Event(userId, 2, "Feature Used", ("feature", "reports"), ("core", true)),
    ];
}
