namespace LeadScoring.Api.Http;

/// <summary>How a name that a client made up is repeated in a message.</summary>
internal static class Shown
{
    private const int Most = 64;

    /// <summary>The name itself, cut where it is long: it may be as large as the whole request.</summary>
    public static string Name(string name) => name.Length <= Most ? name : name[..Most] + "…";
}
