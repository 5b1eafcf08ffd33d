using System.Globalization;

namespace LeadScoring.Domain.Scoring;

/// <summary>
/// A number of points, held as whole hundredths. A value is rounded once, when it is made; all arithmetic after that
/// is on integers, so the contributions of a score add up to it exactly.
/// </summary>
/// <param name="Hundredths">The value in hundredths of a point: 2550 is 25.5 points.</param>
public readonly record struct Points(int Hundredths) : IComparable<Points>
{
    /// <summary>No points.</summary>
    public static readonly Points Zero;

    /// <summary>The greatest size, either sign, that one criterion or setting of a scoring model may have: 1,000 points.</summary>
    public const int Limit = 1_000;

    /// <summary>Whole points.</summary>
    public static Points Of(int whole) => new(whole * 100);

    /// <summary>Rounds to the nearest hundredth; a half is rounded away from zero.</summary>
    public static Points From(decimal value) =>
        new((int)Math.Round(value * 100m, MidpointRounding.AwayFromZero));

    /// <summary>This many points times <paramref name="factor"/>, rounded to the nearest hundredth, a half away from zero.</summary>
    public Points Times(double factor) =>
        new((int)Math.Round(Hundredths * factor, MidpointRounding.AwayFromZero));

    /// <summary>The value in points.</summary>
    public decimal ToDecimal() => Hundredths / 100m;

    /// <summary>The smaller of two values.</summary>
    public static Points Min(Points a, Points b) => a.Hundredths <= b.Hundredths ? a : b;

    /// <summary>The greater of two values.</summary>
    public static Points Max(Points a, Points b) => a.Hundredths >= b.Hundredths ? a : b;

    /// <summary>This value, or the nearer end of the range when it lies outside; both ends are allowed values.</summary>
    public Points Clamp(Points from, Points to) => new(Math.Clamp(Hundredths, from.Hundredths, to.Hundredths));

    /// <inheritdoc/>
    public int CompareTo(Points other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>The points with up to two decimals and a full stop, such as <c>25.5</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The sum.</summary>
    public static Points operator +(Points a, Points b) => new(a.Hundredths + b.Hundredths);

    /// <summary>The difference.</summary>
    public static Points operator -(Points a, Points b) => new(a.Hundredths - b.Hundredths);

    /// <summary>The same size with the other sign.</summary>
    public static Points operator -(Points a) => new(-a.Hundredths);

    /// <summary>Whether the left value is greater.</summary>
    public static bool operator >(Points a, Points b) => a.Hundredths > b.Hundredths;

    /// <summary>Whether the left value is smaller.</summary>
    public static bool operator <(Points a, Points b) => a.Hundredths < b.Hundredths;

    /// <summary>Whether the left value is at least the right one.</summary>
    public static bool operator >=(Points a, Points b) => a.Hundredths >= b.Hundredths;

    /// <summary>Whether the left value is at most the right one.</summary>
    public static bool operator <=(Points a, Points b) => a.Hundredths <= b.Hundredths;
}
