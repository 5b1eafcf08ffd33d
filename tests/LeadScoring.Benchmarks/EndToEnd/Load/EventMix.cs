using System.Text;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>An event without its sender, id and time.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Properties">JSON of about 150 bytes.</param>
internal sealed record EventTemplate(string Name, string Properties)
{
    /// <summary>Both as members of an event.</summary>
    public byte[] Members { get; } = Encoding.UTF8.GetBytes($"\"event\":\"{Name}\",\"properties\":{Properties}");
}

/// <summary>
/// What a busy product sends. Under the default model about a third of the events has no part in any signal. The others count,
/// and yet most of them change no score: who has used a core feature three times gains nothing by the fourth.
/// </summary>
internal sealed class EventMix
{
    private const int VariantsPerName = 32;

    /// <summary>Of a thousand events. The last three names are in no signal of the default model.</summary>
    private static readonly (string Name, int Weight, Func<Random, string> Properties)[] Kinds =
    [
        ("Feature Used", 300, random => $"\"feature\":\"{Pick(random, "dashboards", "reports", "alerts", "segments", "exports", "funnels", "cohorts", "goals")}\",\"core\":{Chance(random, 0.3)},\"premium\":{Chance(random, 0.2)}"),
        ("Signed In", 240, random => $"\"method\":\"{Pick(random, "sso", "password", "magic-link")}\",\"remembered\":{Chance(random, 0.5)}"),
        ("Report Generated", 40, random => $"\"report\":\"weekly-{random.Next(100, 999)}\",\"format\":\"pdf\""),
        ("Pricing Page Viewed", 25, random => $"\"plan\":\"{Pick(random, "team", "business")}\",\"variant\":{random.Next(1, 4)}"),
        ("Onboarding Progressed", 20, random => $"\"step\":\"import\",\"percent\":{random.Next(10, 100)}"),
        ("Data Exported", 15, random => $"\"format\":\"csv\",\"rows\":{random.Next(1_000, 90_000)}"),
        ("Invite Sent", 12, random => $"\"inviteeEmail\":\"mate-{random.Next(1_000)}@customer.example\",\"role\":\"member\""),
        ("Onboarding Completed", 5, _ => "\"steps\":7,\"skipped\":1"),
        ("Integration Connected", 4, random => $"\"integration\":\"{Pick(random, "Salesforce", "HubSpot", "Slack")}\""),
        ("Checkout Started", 3, random => $"\"plan\":\"team\",\"seats\":{random.Next(3, 40)}"),
        ("Email Unsubscribed", 1, _ => "\"list\":\"product\""),
        ("Page Viewed", 200, random => $"\"title\":\"Project {random.Next(1_000, 9_999)}\",\"referrer\":\"search\""),
        ("Document Edited", 100, random => $"\"document\":\"doc-{random.Next(10_000, 99_999)}\",\"words\":{random.Next(10, 400)}"),
        ("Comment Added", 35, random => $"\"document\":\"doc-{random.Next(10_000, 99_999)}\",\"mentions\":{random.Next(4)}"),
    ];

    private readonly EventTemplate[] _ofAThousand;

    public EventMix(Random random)
    {
        _ofAThousand = [.. Kinds.SelectMany(kind =>
        {
            EventTemplate[] variants = [.. Enumerable.Range(0, VariantsPerName).Select(_ => new EventTemplate(kind.Name, "{" + Padded(kind.Properties(random), random) + "}"))];
            return Enumerable.Range(0, kind.Weight).Select(i => variants[i % VariantsPerName]);
        })];
    }

    public EventTemplate Next(Random random) => _ofAThousand[random.Next(_ofAThousand.Length)];

    /// <summary>What most products send along with everything, here up to about 150 bytes.</summary>
    private static string Padded(string properties, Random random)
    {
        string[] common = [$"\"workspace\":\"ws-{random.Next(10_000, 99_999)}\"", "\"browser\":\"Firefox 131\"", "\"device\":\"desktop\"", "\"region\":\"eu-west\"", "\"app\":\"web\"", $"\"build\":{random.Next(2_000, 2_999)}"];
        return common.Aggregate(properties, (text, member) => text.Length + member.Length < 148 ? text + "," + member : text);
    }

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];

    private static string Chance(Random random, double probability) => random.NextDouble() < probability ? "true" : "false";
}
