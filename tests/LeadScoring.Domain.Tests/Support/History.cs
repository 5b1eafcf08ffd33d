using System.Globalization;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Support;

/// <summary>A lead's log, written down one event after the other. Times are days after a fixed day.</summary>
internal sealed class History
{
    /// <summary>Day 0.</summary>
    public static readonly DateTimeOffset Day0 = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly Identity Vera = Identity.User("vera");
    public static readonly Identity Visitor = Identity.Anonymous("visitor");

    private readonly List<ProductEvent> _events = [];

    public IReadOnlyList<ProductEvent> Events => _events;

    public static DateTimeOffset Day(double days) => Day0.AddMilliseconds(Math.Round(days * 86_400_000));

    public History On(double day, string name, params (string Name, object Value)[] properties) => At(Day(day), name, properties);

    public History At(DateTimeOffset time, string name, params (string Name, object Value)[] properties) => Add(Vera, time, name, properties);

    /// <summary>An event sent before anybody logged in.</summary>
    public History Anonymously(double day, string name, params (string Name, object Value)[] properties) => Add(Visitor, Day(day), name, properties);

    public static PropertyValue Value(object value) => value switch
    {
        string text => PropertyValue.Of(text),
        bool flag => PropertyValue.Of(flag),
        _ => PropertyValue.Of(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
    };

    private History Add(Identity sender, DateTimeOffset time, string name, (string Name, object Value)[] properties)
    {
        _events.Add(new ProductEvent(
            sender,
            string.Create(CultureInfo.InvariantCulture, $"m{_events.Count}"),
            time,
            name,
            properties.ToDictionary(each => each.Name, each => Value(each.Value), StringComparer.Ordinal)));
        return this;
    }
}
