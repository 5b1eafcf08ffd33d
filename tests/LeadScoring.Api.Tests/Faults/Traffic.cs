using System.Text.Json;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// What one connection sends: product events of many people and a few busy ones, some late, some anonymous, some under an id that a
/// person had before; who is who, and what is known of them and their companies. Each household has its own devices, and in
/// every fourth people are joined to each other, in circles as well.
/// </summary>
/// <param name="connection">Which one.</param>
/// <param name="shape">How many connections there are, and how many people.</param>
/// <param name="end">When histories end.</param>
/// <param name="round">How many times before others have sent to the same database.</param>
internal sealed class Traffic(int connection, LoadShape shape, DateTimeOffset end, int round)
{
    private const int PeopleOfHousehold = 5;

    /// <summary>Histories are so long, and end when the test begins: the service runs by the real clock.</summary>
    private const double Days = 60;

    private readonly int _households = 80 * shape.Spread;
    private readonly int _busy = 8 * shape.Spread;
    private readonly int _accounts = 16 * shape.Spread;
    private readonly int _domains = 8 * shape.Spread;
    private readonly TimeSpan _shift = end - Given.Day(Days);
    private readonly Random _random = new(connection + (10_000 * round));
    private int _batches;
    private int _puts;

    /// <summary>About so many items, over one of the two routes for batches.</summary>
    public Request NextBatch(int about)
    {
        // Later and later, but never at the end, however many there are.
        var day = Days * _batches / (++_batches + 60);
        var isNative = OneIn(2);
        List<LedgerItem> items = [];
        for (var size = _random.Next(about * 3 / 4, (about * 5 / 4) + 1); items.Count < size;)
        {
            var person = AnyPerson();
            var from = OneIn(20) ? day * _random.NextDouble() : day;
            items.AddRange(RandomHistory.Of(_random, "", 3, from, Days).Select(each => ItemOf(each, person, isNative)));
        }

        return new Request(items, isNative);
    }

    /// <summary>Attributes of a person or an account. Only one connection PUTs those of a household or an account, so that it is known which came last.</summary>
    public Request NextPut()
    {
        var id = $"put-{connection}-{++_puts}";
        if (OneIn(3))
        {
            var account = OneIn(4) ? "customer" + Owned(_domains) + ".example" : "account-" + Owned(_accounts);
            return new Request([new LedgerItem(id, LedgerItem.PutAccount, end) { GroupId = account, Traits = Firmographics() }], false);
        }

        var person = (Owned(_households) * PeopleOfHousehold) + _random.Next(PeopleOfHousehold);
        object attributes = OneIn(3) ? new { accountId = OneIn(2) ? null : AnyAccount() } : new { title = AnyTitle(), country = AnyCountry() };
        return new Request([new LedgerItem(id, LedgerItem.PutLead, end) { UserId = "lead-" + person, Traits = JsonSerializer.SerializeToElement(attributes) }], false);
    }

    private LedgerItem ItemOf(SentEvent what, int person, bool isNative)
    {
        var item = WithSender(new LedgerItem(what.MessageId, LedgerItem.Track, what.Timestamp + _shift), person);
        return (isNative ? 9 : _random.Next(16)) switch
        {
            0 => item with { Type = LedgerItem.Identify, Traits = JsonSerializer.SerializeToElement(PersonalTraits(item)) },
            1 => item with { Type = LedgerItem.Group, GroupId = AnyAccount(), Traits = Firmographics() },
            2 => item with { Type = LedgerItem.Alias, UserId = "lead-" + person, AnonymousId = null, PreviousId = PreviousIdOf(person) },
            var dice => item with
            {
                Event = what.Event,
                Properties = what.Properties is null ? null : JsonSerializer.SerializeToElement(what.Properties),
                GroupId = dice == 3 ? AnyAccount() : null,
            },
        };
    }

    private LedgerItem WithSender(LedgerItem item, int person) => _random.Next(20) switch
    {
        0 or 1 or 2 => item with { AnonymousId = DeviceNear(person) },
        3 => item with { UserId = "lead-" + person, AnonymousId = DeviceNear(person) },
        4 or 5 => item with { UserId = "old-" + person },
        _ => item with { UserId = "lead-" + person },
    };

    private string PreviousIdOf(int person) => _random.Next(5) switch
    {
        0 when person / PeopleOfHousehold % 4 == 0 => "lead-" + OtherOfHousehold(person),
        1 => DeviceNear(person),
        _ => "old-" + person,
    };

    private Dictionary<string, object> PersonalTraits(LedgerItem item)
    {
        Dictionary<string, object> traits = new(StringComparer.Ordinal);
        if (OneIn(2)) traits["title"] = AnyTitle();
        if (OneIn(2)) traits["country"] = AnyCountry();
        if (OneIn(2)) traits["email"] = "somebody@" + Any("customer" + _random.Next(_domains) + ".example", "gmail.com", "competitor.example");
        if (OneIn(4)) traits["createdAt"] = item.Timestamp.AddDays(-_random.Next(9));
        if (OneIn(4)) traits["company"] = new { id = AnyAccount(), employees = _random.Next(1, 800), industry = AnyIndustry() };
        return traits;
    }

    private JsonElement Firmographics() => JsonSerializer.SerializeToElement(OneIn(2)
        ? (object)new { employees = _random.Next(1, 800), industry = AnyIndustry() }
        : new { country = AnyCountry(), technologies = new[] { Any("Salesforce", "Slack", "Excel") } });

    /// <summary>One in eight is a busy one, all of them from households where people are not joined.</summary>
    private int AnyPerson() => OneIn(8) ? PeopleOfHousehold * (1 + (4 * _random.Next(_busy))) : _random.Next(_households * PeopleOfHousehold);

    private int OtherOfHousehold(int person) => (person / PeopleOfHousehold * PeopleOfHousehold) + ((person + 1 + _random.Next(PeopleOfHousehold - 1)) % PeopleOfHousehold);

    private string DeviceNear(int person) => $"device-{person / PeopleOfHousehold}-{_random.Next(3)}";

    /// <summary>One of so many that is this connection's own.</summary>
    private int Owned(int of) => (_random.Next(of / shape.Connections) * shape.Connections) + connection;

    private string AnyAccount() => "account-" + _random.Next(_accounts);

    private string AnyTitle() => Any("VP Sales", "Manager", "Analyst", "Student");

    private string AnyCountry() => Any("US", "DE", "MX");

    private string AnyIndustry() => Any("SaaS", "Media", "Farming");

    private bool OneIn(int chances) => _random.Next(chances) == 0;

    private string Any(params string[] choices) => choices[_random.Next(choices.Length)];
}
