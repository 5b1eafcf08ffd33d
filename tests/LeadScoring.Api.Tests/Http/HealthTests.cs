using System.Net;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

public sealed class HealthTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_service_with_its_database_is_live_and_ready(string path)
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_route_answers_problem_details()
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
