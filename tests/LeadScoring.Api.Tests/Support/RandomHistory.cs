namespace LeadScoring.Api.Tests.Support;

/// <summary>
/// Things that users of a product do, in and out of trials, sessions and bursts, under the default model. Many happen in one
/// instant, and many steps are exactly as long as a session, a burst or a window, or miss it by a millisecond.
/// </summary>
internal static class RandomHistory
{
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3),
        TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(12), TimeSpan.FromHours(48), TimeSpan.FromHours(48) + TimeSpan.FromMilliseconds(1),
    ];

    private static readonly (string Event, Func<Random, (string, object)[]> Properties)[] Kinds =
    [
        ("Signed Up", _ => []),
        ("Signed In", _ => []),
        ("Signed In", _ => []),
        ("Trial Started", _ => []),
        ("Trial Ended", _ => []),
        ("Feature Used", Feature),
        ("Feature Used", Feature),
        ("Feature Used", Feature),
        ("Feature Used", Feature),
        ("Onboarding Progressed", random => [("percent", random.Next(20, 90))]),
        ("Onboarding Completed", _ => []),
        ("Integration Connected", random => [("integration", $"i{random.Next(3)}")]),
        ("Invite Sent", random => [("inviteeEmail", $"mate{random.Next(4)}@customer.example")]),
        ("Pricing Page Viewed", _ => []),
        ("Checkout Started", _ => []),
        ("Upgrade Started", _ => []),
        ("Report Generated", _ => []),
        ("Data Exported", _ => []),
        ("Email Unsubscribed", _ => []),
        ("Plan Downgraded", random => [("voluntary", random.Next(2) == 0)]),
        ("Page Viewed", random => [("page", $"p{random.Next(9)}")]),
    ];

    /// <summary>Events in the order of their times, from the given day on for about a third of a day each, and never after the last day.</summary>
    public static List<SentEvent> Of(Random random, string userId, int size, double fromDay, double lastDay)
    {
        List<SentEvent> events = [];
        var at = Given.Day(fromDay);
        for (var i = 0; i < size; i++)
        {
            at += Step(random);
            var (name, properties) = random.Next(200) == 0 ? ("Order Completed", []) : Deed(random);
            events.Add(Given.Event(userId, 0, name, properties) with { Timestamp = at < Given.Day(lastDay) ? at : Given.Day(lastDay) });
        }

        return events;
    }

    /// <summary>The same events in random order, in batches of random sizes.</summary>
    public static IEnumerable<IReadOnlyList<T>> InBatches<T>(Random random, IEnumerable<T> events, int most)
    {
        var order = events.ToArray();
        random.Shuffle(order);
        for (var (from, size) = (0, 0); from < order.Length; from += size)
        {
            size = Math.Min(random.Next(1, most + 1), order.Length - from);
            yield return order[from..(from + size)];
        }
    }

    /// <summary>How long it takes until the next one; often no time at all.</summary>
    public static TimeSpan Step(Random random) => Steps[random.Next(Steps.Length)];

    /// <summary>An event and its properties.</summary>
    public static (string Event, (string Name, object Value)[] Properties) Deed(Random random)
    {
        var (name, properties) = Kinds[random.Next(Kinds.Length)];
        return (name, properties(random));
    }

    private static (string, object)[] Feature(Random random) =>
        [("feature", $"f{random.Next(4)}"), ("core", random.Next(2) == 0), ("premium", random.Next(3) == 0)];
}
