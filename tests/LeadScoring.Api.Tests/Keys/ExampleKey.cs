using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>The key that the examples of the API's description name.</summary>
internal static class ExampleKey
{
    private const string Id = "a1B2c3D4e5F6";

    public static async Task MakeAsync(LeadScoringApp app)
    {
        await using var db = app.Database.OpenContext();
        db.Add(new ApiKey { Id = Id, Name = "example", Source = "example", Scopes = [Scopes.Ingest], Hash = KeyFormat.HashOf(KeyFormat.Make(Id, [Scopes.Ingest])), CreatedAt = app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
    }
}
