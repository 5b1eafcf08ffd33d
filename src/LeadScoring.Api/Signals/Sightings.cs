namespace LeadScoring.Api.Signals;

/// <summary>How often something was received, and when.</summary>
/// <param name="Count">How often.</param>
/// <param name="First">When first.</param>
/// <param name="Last">When last.</param>
internal readonly record struct Sightings(long Count, DateTimeOffset First, DateTimeOffset Last)
{
    public static Sightings Of(int count, DateTimeOffset at) => new(count, at, at);

    public Sightings With(Sightings other) => new(Count + other.Count, First < other.First ? First : other.First, Last > other.Last ? Last : other.Last);
}
