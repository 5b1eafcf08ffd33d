namespace LeadScoring.Api.Tests.Faults;

/// <summary>With LEADSCORING_FAULTS=long faults last as long, and come as often, as docs/reliability.md says.</summary>
internal static class FaultForm
{
    /// <summary>The trait of all tests of the harness.</summary>
    public const string Category = "Faults";

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LEADSCORING_FAULTS") == "long";

    /// <summary>One of two, by the form.</summary>
    public static int Of(int usual, int whenLong) => IsLong ? whenLong : usual;

    /// <summary>How long a fault lasts: nothing is waited for meanwhile.</summary>
    public static Task LastsAsync(double usualSeconds, double longSeconds) => Task.Delay(TimeSpan.FromSeconds(IsLong ? longSeconds : usualSeconds));
}
