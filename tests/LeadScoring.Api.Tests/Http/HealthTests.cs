using System.Net;
using LeadScoring.Api.Http;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.Configuration;

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

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://localhost:8081", "HTTP_PORTS=8081;8082")]
    [InlineData("http://localhost:9000", "URLS=http://+:9000", "HTTP_PORTS=8080")]
    [InlineData("http://localhost:9001", "URLS=https://*:9443; http://[::]:9001")]
    [InlineData("https://10.0.0.7:9443", "URLS=https://10.0.0.7:9443")]
    [InlineData("https://localhost:8443", "Kestrel:Endpoints:Tls:Url=https://0.0.0.0:8443", "URLS=http://+:9000")]
    public void A_container_asks_for_its_health_where_its_settings_let_it_listen(string address, params string[] settings) =>
        Assert.Equal(address, HealthProbe.AddressIn(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1]))).Build()));

    [Fact]
    public async Task An_unknown_route_answers_problem_details()
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
