namespace LeadScoring.Api.Quarantine;

/// <summary>Bodies that can be sent as they are.</summary>
internal static class QuarantineExamples
{
    /// <summary>Two events that cannot be taken; ids in the examples of the quarantine are theirs.</summary>
    public const string Refused =
        """
        {
          "events": [
            { "messageId": "01J9ZK6C2D-1", "userId": "grace" },
            { "messageId": "01J9ZK6C2D-2", "userId": "grace" }
          ]
        }
        """;

    /// <summary>The second of them, corrected.</summary>
    public const string Corrected =
        """
        { "messageId": "01J9ZK6C2D-2", "userId": "grace", "event": "Signed In" }
        """;
}
