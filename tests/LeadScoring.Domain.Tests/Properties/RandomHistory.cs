using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>
/// Events with few names, properties and senders. Most steps in time are none at all or a multiple of 10 minutes, 24 or 48
/// hours, so that ties and the ends of sessions, bursts, windows, periods and days are met often; some miss them by a millisecond.
/// </summary>
internal static class RandomHistory
{
    private static readonly Identity[] Senders = [Identity.User("u"), Identity.User("v"), Identity.Anonymous("a")];
    private static readonly string[] Texts = ["x", "y", "z", "#z", "", "a value of more than twenty-four characters", "a value of more than twenty-four characters too"];

    /// <summary>In a random order of arrival.</summary>
    public static ProductEvent[] Events(Dice dice, int size)
    {
        var at = History.Day0;
        var number = 0;
        return dice.Shuffled(dice.Some(0, Math.Max(1, size), () =>
        {
            at = dice.OneIn(12) ? Midnight(dice, at) : at + Step(dice);
            return new ProductEvent(dice.Of(Senders), $"m{number++}", at, dice.Of(RandomModel.Events), Properties(dice));
        }));
    }

    public static TimeSpan Step(Dice dice) => dice.Below(12) switch
    {
        0 or 1 or 2 => TimeSpan.Zero,
        3 or 4 or 5 or 6 => TimeSpan.FromMinutes(10 * dice.Between(1, 6)),
        7 => TimeSpan.FromHours(24 * dice.Between(1, 3)),
        8 => TimeSpan.FromHours(48),
        9 => TimeSpan.FromDays(dice.Of(RandomModel.Days)) - TimeSpan.FromMinutes(10),
        10 => TimeSpan.FromDays(dice.Of(RandomModel.Days)) + TimeSpan.FromMilliseconds(dice.Between(-1, 1)),
        _ => TimeSpan.FromMinutes(30) + TimeSpan.FromMilliseconds(dice.Between(-1, 1)),
    };

    /// <summary>The next midnight of UTC, or a millisecond before or after it.</summary>
    private static DateTimeOffset Midnight(Dice dice, DateTimeOffset after) => new DateTimeOffset(after.UtcDateTime.Date.AddDays(1), TimeSpan.Zero).AddMilliseconds(dice.Between(-1, 1));

    private static Dictionary<string, PropertyValue> Properties(Dice dice)
    {
        Dictionary<string, PropertyValue> properties = new(StringComparer.Ordinal);
        if (!dice.OneIn(5))
        {
            properties["p"] = dice.Below(4) switch
            {
                0 or 1 => PropertyValue.Of(dice.Of(Texts)),
                2 => PropertyValue.Of(dice.OneIn(2)),
                _ => dice.OneIn(5) ? PropertyValue.Other : PropertyValue.Of((double)dice.Between(1, 5)),
            };
        }

        if (dice.OneIn(2))
        {
            properties["n"] = PropertyValue.Of(dice.Of(0.5, 1, 2, 3, 5));
        }

        if (dice.OneIn(2))
        {
            properties["m"] = dice.OneIn(5) ? PropertyValue.Of("1") : PropertyValue.Of(dice.Of(0, 1, 2, 10, -4));
        }

        return properties;
    }
}
