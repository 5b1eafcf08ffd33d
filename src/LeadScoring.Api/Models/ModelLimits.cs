namespace LeadScoring.Api.Models;

/// <summary>What requests about models may have at the most. Characters are UTF-16 code units.</summary>
internal static class ModelLimits
{
    /// <summary>Bytes of a request with a document.</summary>
    public const int Body = 1024 * 1024;

    /// <summary>Characters of who does something.</summary>
    public const int By = 200;

    /// <summary>Characters of why.</summary>
    public const int Why = 1_000;

    /// <summary>Versions and changes that an answer lists, the newest first.</summary>
    public const int Listed = 100;

    /// <summary>Leads or rows that progress counts: to count more takes its time, and says no more to anybody.</summary>
    public const int Counted = 1_000_000;
}
