using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Every route of the service times every scope.</summary>
public sealed class ScopeTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    /// <summary>The one that needs no key.</summary>
    private const string Live = "GET /health/live";

    /// <summary>The one that any key opens.</summary>
    private const string Ready = "GET /health/ready";

    private readonly LeadScoringApp _app = production.App;

    [Fact]
    public void Every_route_declares_one_scope()
    {
        var routes = RouteTable.Of(_app);

        Assert.True(routes.Count > 80, $"Only {routes.Count} routes were found.");
        Assert.Equal(Live, Assert.Single(routes, route => !route.NeedsKey).ToString());
        Assert.All(routes.Where(route => route.ToString() is not (Live or Ready)), route => Assert.True(route.Scopes is [var scope] && Scopes.All.Contains(scope, StringComparer.Ordinal), $"{route} declares {route.Scopes.Count} scopes: put [Authorize(Scopes.X)] on the action or its controller."));
    }

    [Fact]
    public async Task A_route_opens_to_the_scope_that_it_declares_and_to_no_other()
    {
        var routes = RouteTable.Of(_app).Where(route => route.ToString() != Live).ToList();
        foreach (var scope in Scopes.All)
        {
            using var client = _app.CreateClient(await _app.AddKeyAsync([scope]));
            foreach (var route in routes)
            {
                using var answer = await client.SendAsync(route.Request());

                var opens = answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                Assert.True(opens == (route.ToString() == Ready || route.Scopes.Contains(scope, StringComparer.Ordinal)), $"{route} answers {answer.StatusCode} to {scope}.");
                if (!opens)
                {
                    Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                    Assert.Contains($"a key with the scope {route.Scopes.Single()}; this one has {scope}.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                    Assert.Contains($"scope=\"{route.Scopes.Single()}\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_key_nothing_answers_but_liveness()
    {
        using var client = _app.CreateClient();
        foreach (var route in RouteTable.Of(_app))
        {
            var status = await client.StatusOfAsync(route.Request());

            Assert.True(status == (route.ToString() == Live ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), $"{route} answers {status}.");
        }

        foreach (var path in (string[])["/", "/swagger", "/swagger/index.html", "/swagger/v1/swagger.json", "/v1/nothing", "/favicon.ico"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync(path));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync(new HttpRequestMessage(HttpMethod.Patch, "/v1/leads")));
    }

    [Fact]
    public async Task Whoever_has_a_key_is_told_what_does_not_exist()
    {
        using var client = _app.CreateClient(await _app.AddKeyAsync([Scopes.Ingest]));

        Assert.Equal(HttpStatusCode.NotFound, await client.StatusOfAsync("/v1/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusOfAsync("/swagger/index.html"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await client.StatusOfAsync(new HttpRequestMessage(HttpMethod.Patch, "/v1/leads")));
    }

    [Fact]
    public async Task Every_operation_of_the_document_says_the_scope_that_its_route_declares()
    {
        await using var app = _app.NewReplica(production.Settings(("Swagger:Enabled", "true")));
        using var client = app.CreateClient();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/swagger/v1/swagger.json", UriKind.Relative)))!;
        var schemes = document["components"]!["securitySchemes"]!;
        var routes = RouteTable.Of(app).ToDictionary(route => route.ToString(), StringComparer.Ordinal);
        Assert.Equal(("http", "bearer"), ((string?)schemes["Bearer"]!["type"], (string?)schemes["Bearer"]!["scheme"]));
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var route = routes[$"{method.ToUpperInvariant()} {path}"];

                Assert.True(route.NeedsKey == operation!["security"] is not null, $"{route} and the document differ on whether it needs a key.");
                Assert.All(operation["security"]?.AsArray() ?? [], way => Assert.NotNull(schemes[Assert.Single(way!.AsObject()).Key]));
                foreach (var scope in route.Scopes) Assert.EndsWith($"Needs the scope `{scope}`.", (string?)operation["description"], StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_route_that_declares_no_scope_is_refused_to_everybody(string environment)
    {
        await using var app = _app.NewReplica(Given.Settings(("environment", environment)));
        await using var careless = app.WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.AddMvcCore().AddApplicationPart(typeof(CarelessController).Assembly)));
        using var client = careless.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/careless").With(("Authorization", "Bearer " + await _app.AddKeyAsync(Scopes.All)));
        await careless.Services.GetRequiredService<KeyRing>().RefreshAsync(CancellationToken.None);

        var problem = await client.ProblemOfAsync(request);

        Assert.Equal(403, (int)problem["status"]!);
        Assert.Contains("declares no scope", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(environment == "Development" ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, await client.StatusOfAsync("/v1/careless"));
    }

    [Fact]
    public async Task Readiness_can_be_opened_for_load_balancers_that_have_no_key()
    {
        await using var app = _app.NewReplica(production.Settings(("Keys:ReadyWithoutKey", "true")));
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync("/v1/leads"));
    }

    [Fact]
    public async Task Swagger_is_there_in_production_where_somebody_wants_it()
    {
        await using var app = _app.NewReplica(production.Settings(("Swagger:Enabled", "true")));
        using var client = app.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/swagger/index.html"));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/swagger/v1/swagger.json"));
        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync("/v1/leads"));
    }
}

/// <summary>A route that somebody added without a thought of who may call it.</summary>
[ApiController]
[Route("v1/careless")]
public sealed class CarelessController : ControllerBase
{
    [HttpGet]
    public IActionResult Get() => Ok();
}
