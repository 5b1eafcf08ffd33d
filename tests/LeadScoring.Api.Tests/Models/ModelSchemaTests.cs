using System.Text.Json;
using LeadScoring.Api.Models;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models;

public sealed class ModelSchemaTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task The_schema_of_model_documents_can_be_fetched()
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(new Uri(ModelSchema.Path, UriKind.Relative));

        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
        using var schema = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.True(schema.RootElement.GetProperty("properties").TryGetProperty("behavior", out _));
    }
}
