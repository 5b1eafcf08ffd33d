using System.Text.Json;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>
/// What is told of one person in eight rounds: events of two devices, logged in or not, many at one instant, many received rounds
/// after they happened; attributes by identify and PUT; a company that changes, or is another one; for some, a user id before.
/// At the end every id is linked.
/// </summary>
internal sealed class PastPerson
{
    /// <summary>The days on which the rounds end; everything of a round has happened by then.</summary>
    public static readonly double[] Rounds = [3, 9, 16, 30, 44, 75, 110, 141];

    private readonly Random _random;
    private readonly string? _former;
    private readonly int _renamedIn;

    public PastPerson(int number)
    {
        (_random, Id) = (new Random(number), $"past-{number}");
        (_former, _renamedIn) = number % 3 == 0 ? ($"{Id}-old", _random.Next(2, Rounds.Length)) : (null, 0);
        for (var round = 0; round < Rounds.Length; round++)
        {
            foreach (var item in ItemsOf(round)) Items.Add((item.IsPut || _random.Next(5) > 0 ? round : _random.Next(round, Rounds.Length), item));
        }

        var end = Given.Day(Rounds[^1]);
        Items.AddRange(Devices.Select(device => (Rounds.Length - 1, new LedgerItem($"{device}-linked", LedgerItem.Track, end) { UserId = Id, AnonymousId = device, Event = "Page Viewed" })));
        if (_former is not null) Items.Add((_renamedIn, new LedgerItem($"{Id}-renamed", LedgerItem.Alias, Given.Day(Rounds[_renamedIn])) { UserId = Id, PreviousId = _former }));
    }

    /// <summary>The user id that names the lead at the end.</summary>
    public string Id { get; }

    /// <summary>Everything, each with the round in which it is received.</summary>
    public List<(int Round, LedgerItem Item)> Items { get; } = [];

    public string[] Devices => [$"{Id}-phone", $"{Id}-laptop"];

    private string[] Accounts => [$"{Id}-co", $"{Id}-inc"];

    private IEnumerable<LedgerItem> ItemsOf(int round)
    {
        var (from, to) = (round == 0 ? 0 : Rounds[round - 1], Rounds[round]);
        foreach (var each in RandomHistory.Of(_random, "", 4, Math.Max(from, to - 4), to))
        {
            var said = new LedgerItem(each.MessageId, LedgerItem.Track, each.Timestamp) { Event = each.Event, Properties = JsonSerializer.SerializeToElement(each.Properties) };
            yield return Sent(round, _random.Next(3) == 0 ? said with { GroupId = Any(Accounts) } : said);
        }

        var at = Given.Day(from + (_random.NextDouble() * (to - from)));
        if (_random.Next(2) == 0) yield return Sent(round, new LedgerItem($"{Id}-identify-{round}", LedgerItem.Identify, at) { Traits = Traits(round) });
        if (_random.Next(6) == 0) yield return new LedgerItem($"{Id}-put-{round}", LedgerItem.PutLead, default) { UserId = Id, Traits = JsonSerializer.SerializeToElement(new { title = Any("VP Sales", "Manager", "Analyst"), accountId = _random.Next(3) == 0 ? null : Any(Accounts) }) };
        if (_random.Next(6) == 0) yield return new LedgerItem($"{Id}-account-{round}", LedgerItem.PutAccount, default) { GroupId = Any(Accounts), Traits = JsonSerializer.SerializeToElement(new { employees = _random.Next(1, 800), country = Any("US", "DE", "MX") }) };
    }

    private LedgerItem Sent(int round, LedgerItem item) => _random.Next(4) switch
    {
        0 => item with { AnonymousId = Any(Devices) },
        1 => item with { UserId = NameIn(round), AnonymousId = Any(Devices) },
        _ => item with { UserId = NameIn(round) },
    };

    private string NameIn(int round) => _former is not null && round < _renamedIn ? _former : Id;

    private JsonElement Traits(int round) => _random.Next(2) == 0
        ? JsonSerializer.SerializeToElement(new { title = Any("Director", "CEO", "Student"), country = Any("US", "FR", "GB"), email = Any("a@gmail.com", "a@customer.example") })
        : JsonSerializer.SerializeToElement(new { createdAt = Given.Day(round), company = new { id = Any(Accounts), employees = _random.Next(1, 800), industry = Any("SaaS", "Media", "Farming") } });

    private string Any(params string[] choices) => choices[_random.Next(choices.Length)];
}
