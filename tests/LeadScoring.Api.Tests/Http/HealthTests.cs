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
    public async Task Readiness_says_why_not()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = replica.CreateClient();
        Assert.Equal("""{"ready":true,"reasons":[]}""", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));

        await proxy.CutAsync();

        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("""{"ready":false,"reasons":["The database does not answer."]}""", await answer.Content.ReadAsStringAsync());
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
