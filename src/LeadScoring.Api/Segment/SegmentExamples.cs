namespace LeadScoring.Api.Segment;

/// <summary>Bodies that can be sent as they are.</summary>
internal static class SegmentExamples
{
    public const string Track = """{ "messageId": "seg-1", "userId": "hedy", "event": "Feature Used", "properties": { "feature": "reports", "core": true } }""";

    public const string Identify =
        """{ "messageId": "seg-2", "userId": "hedy", "traits": { "email": "hedy@initech.example", "jobTitle": "VP Product", "createdAt": "2026-02-20T08:00:00Z", "company": { "id": "initech", "name": "Initech", "employees": 120 } } }""";

    public const string Group = """{ "messageId": "seg-3", "userId": "hedy", "groupId": "initech", "traits": { "industry": "SaaS", "website": "https://www.initech.example" } }""";

    public const string Page = """{ "messageId": "seg-4", "anonymousId": "visitor-9", "name": "Pricing", "properties": { "path": "/pricing" } }""";

    public const string Screen = """{ "messageId": "seg-5", "userId": "hedy", "name": "Settings" }""";

    public const string Alias = """{ "messageId": "seg-6", "userId": "hedy", "previousId": "hedy@initech.example" }""";

    public const string Batch =
        """
        {
          "sentAt": "2026-03-02T08:30:10Z",
          "batch": [
            { "type": "identify", "messageId": "seg-11", "userId": "joan", "traits": { "email": "joan@initech.example", "title": "Engineer" } },
            { "type": "group", "messageId": "seg-12", "userId": "joan", "groupId": "initech", "traits": { "industry": "SaaS" } },
            { "type": "track", "messageId": "seg-13", "userId": "joan", "event": "Signed In", "timestamp": "2026-03-02T08:30:00Z" },
            { "type": "page", "messageId": "seg-14", "userId": "joan", "name": "Pricing" }
          ]
        }
        """;
}
