using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>
/// A number of at least a share of another property of the same event, such as usage at 80 % of a limit. Numbers are compared as
/// decimals of 15 digits, so that 7 is at least 0.07 of 100.
/// </summary>
internal static class ShareCondition
{
    private const double LeastShare = 0.0001;

    /// <summary>Whether both are numbers, the whole is greater than 0, and the part is at least the share of it.</summary>
    public static bool IsMet(PropertyValue part, PropertyValue share, PropertyValue whole) =>
        part.Kind == PropertyKind.Number && whole.Kind == PropertyKind.Number && (decimal)whole.Number > 0
        && (decimal)part.Number >= (decimal)share.Number * (decimal)whole.Number;

    public static PropertyCondition? Read(string property, ModelNode node)
    {
        if (!node.IsObjectOf("property", "share"))
        {
            return null;
        }

        var whole = node.Required("property")?.Text() ?? "";
        if (whole == property)
        {
            node.Error("must name another property than the one that is compared");
        }

        return new PropertyCondition(property, Comparison.AtLeastShareOf, [PropertyValue.Of(node.Required("share")?.Number(LeastShare, 100, "from 0.0001 to 100") ?? 1)], whole);
    }

    /// <summary>Notes shares that the other conditions of a pattern make impossible.</summary>
    /// <param name="where">The place of the conditions.</param>
    /// <param name="conditions">All conditions of the pattern.</param>
    public static void Check(ModelNode where, IReadOnlyList<PropertyCondition> conditions)
    {
        foreach (var share in conditions.Where(condition => condition.Comparison == Comparison.AtLeastShareOf))
        {
            var part = NumberRange.Of(conditions.Where(condition => condition.Property == share.Property));
            var whole = NumberRange.Of(conditions.Where(condition => condition.Property == share.Whole)).Above(0);
            if (!part.IsAtLeast(share.Values[0].Number, whole))
            {
                where.Optional(share.Property)?.Optional("atLeastShareOf")?.Error("can never be met: the other conditions leave no such numbers");
            }
        }
    }

    /// <summary>Between which numbers a property may be.</summary>
    /// <param name="Least">The least.</param>
    /// <param name="HasLeast">Whether it may be the least itself.</param>
    /// <param name="Greatest">The greatest.</param>
    /// <param name="HasGreatest">Whether it may be the greatest itself.</param>
    private readonly record struct NumberRange(double Least, bool HasLeast, double Greatest, bool HasGreatest)
    {
        private static readonly NumberRange Empty = new(1, false, 0, false);

        private bool IsEmpty => Least > Greatest || (Least == Greatest && !(HasLeast && HasGreatest));

        public static NumberRange Of(IEnumerable<PropertyCondition> conditions) =>
            conditions.Aggregate(new NumberRange(-PropertyValue.GreatestNumber, true, PropertyValue.GreatestNumber, true), (range, condition) => range.With(condition));

        public NumberRange Above(double bound) => bound >= Least ? this with { Least = bound, HasLeast = false } : this;

        /// <summary>Whether some number of this range is at least the share of some number of the other.</summary>
        public bool IsAtLeast(double share, NumberRange whole)
        {
            var (greatest, least) = ((decimal)Greatest, (decimal)share * (decimal)whole.Least);
            return !IsEmpty && !whole.IsEmpty && (greatest > least || (greatest == least && HasGreatest && whole.HasLeast));
        }

        private NumberRange With(PropertyCondition condition) => condition.Comparison switch
        {
            Comparison.OneOf => Among(condition.Values),
            Comparison.AtLeast => condition.Values[0].Number > Least ? this with { Least = condition.Values[0].Number, HasLeast = true } : this,
            Comparison.Above => Above(condition.Values[0].Number),
            Comparison.AtMost => condition.Values[0].Number < Greatest ? this with { Greatest = condition.Values[0].Number, HasGreatest = true } : this,
            Comparison.Below => condition.Values[0].Number <= Greatest ? this with { Greatest = condition.Values[0].Number, HasGreatest = false } : this,
            Comparison.Missing => Empty,
            _ => this,
        };

        private NumberRange Among(IReadOnlyList<PropertyValue> values)
        {
            double[] numbers = [.. values.Where(value => value.Kind == PropertyKind.Number).Select(value => value.Number)];
            return numbers.Length == 0 ? Empty : this with { Least = Math.Max(Least, numbers.Min()), Greatest = Math.Min(Greatest, numbers.Max()) };
        }
    }
}
