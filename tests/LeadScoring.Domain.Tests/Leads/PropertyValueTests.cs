using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class PropertyValueTests
{
    /// <summary>The log keeps 0 for -0, so an event must count alike before and after it was stored.</summary>
    [Fact]
    public void Minus_zero_is_zero()
    {
        Assert.Equal("0", PropertyValue.Of(-0.0).AsText());
        Assert.Equal(PropertyValue.Of(0.0), PropertyValue.Of(-0.0));
    }

    [Theory]
    [InlineData(1e15, PropertyKind.Number)]
    [InlineData(-1e15, PropertyKind.Number)]
    [InlineData(1.0000000001e15, PropertyKind.Other)]
    [InlineData(double.PositiveInfinity, PropertyKind.Other)]
    [InlineData(double.NaN, PropertyKind.Other)]
    public void A_number_beyond_what_rules_compare_is_present_and_nothing_more(double number, PropertyKind kind) =>
        Assert.Equal(kind, PropertyValue.Of(number).Kind);
}
