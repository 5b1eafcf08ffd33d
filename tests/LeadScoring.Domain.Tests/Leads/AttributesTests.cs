using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class AttributesTests
{
    /// <summary>A value, a later clearing, and a value between the two; then ties by origin and message id.</summary>
    private static readonly (string? Value, Attributes.Stamp Stamp)[] Writes =
    [
        ("first", At(1, "user:a", "m1")),
        ("between", At(2, "user:z", "m9")),
        (null, At(3, "user:a", "m1")),
    ];

    [Fact]
    public void The_last_write_wins_in_every_order_of_arrival_and_a_cleared_value_stays_away()
    {
        foreach (var order in Orders(Writes))
        {
            var attributes = Written(order);
            Assert.Null(attributes["x"]);
            Assert.True(attributes.Entries.ContainsKey("x"));
        }
    }

    [Fact]
    public void A_value_after_the_clearing_is_in_force_in_every_order_of_arrival()
    {
        foreach (var order in Orders([.. Writes, ("last", At(4, "user:a", "m1"))]))
        {
            Assert.Equal("last", Written(order)["x"]!.Text);
        }
    }

    [Fact]
    public void At_one_instant_the_greater_origin_wins_then_the_greater_message_id()
    {
        foreach (var order in Orders([("a", At(1, "anon:z", "m9")), ("b", At(1, "user:a", "m1")), ("c", At(1, "user:a", "m2"))]))
        {
            Assert.Equal("c", Written(order)["x"]!.Text);
        }
    }

    /// <summary>Two sources may send one message id under one identity at one instant.</summary>
    [Fact]
    public void Of_two_with_one_stamp_the_greater_value_wins_and_nothing_is_the_smallest()
    {
        foreach (var order in Orders([("b", At(1, "user:a", "m1")), (null, At(1, "user:a", "m1")), ("a", At(1, "user:a", "m1"))]))
        {
            Assert.Equal("b", Written(order)["x"]!.Text);
        }

        AttributeValue?[] ascending = [null, AttributeValue.Of("7"), AttributeValue.Of(7), AttributeValue.Of(["7"]), AttributeValue.Of("8")];
        foreach (var (i, one) in ascending.Index())
        {
            foreach (var (j, other) in ascending.Index()) Assert.Equal(Math.Sign(i - j), Math.Sign(AttributeValue.Compare(one, other)));
        }
    }

    [Fact]
    public void A_write_says_whether_it_changed_anything()
    {
        var attributes = new Attributes();

        Assert.True(attributes.Write("x", AttributeValue.Of("new"), At(2, "user:a", "m1")));
        Assert.False(attributes.Write("x", AttributeValue.Of("late"), At(1, "user:a", "m1")));
        Assert.False(attributes.Write("x", AttributeValue.Of("again"), At(2, "user:a", "m1")));
        Assert.Equal("new", attributes["x"]!.Text);
        Assert.Null(attributes["y"]);
    }

    [Fact]
    public void Minus_zero_is_zero() => Assert.Equal(("0", "0"), (AttributeValue.Of(-0.0).Text, $"{AttributeValue.Of(-0.0).Number}"));

    private static Attributes.Stamp At(double day, string origin, string messageId) => new(Support.History.Day(day), origin, messageId);

    private static Attributes Written(IEnumerable<(string? Value, Attributes.Stamp Stamp)> writes)
    {
        var attributes = new Attributes();
        foreach (var (value, stamp) in writes)
        {
            attributes.Write("x", value is null ? null : AttributeValue.Of(value), stamp);
        }

        return attributes;
    }

    private static IEnumerable<(string? Value, Attributes.Stamp Stamp)[]> Orders((string? Value, Attributes.Stamp Stamp)[] writes) =>
        writes.Length < 2
            ? [writes]
            : writes.SelectMany((first, i) => Orders([.. writes[..i], .. writes[(i + 1)..]]).Select(rest => ((string?, Attributes.Stamp)[])[first, .. rest]));
}
