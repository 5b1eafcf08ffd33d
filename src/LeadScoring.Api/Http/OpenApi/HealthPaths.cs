using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Telemetry.Prometheus;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Describes what operations ask for, which are no controllers' actions.</summary>
internal sealed class HealthPaths : IDocumentFilter
{
    private const string Tag = "Health";

    private const string Metrics =
        """
        # HELP leadscoring_rescoring_lag_seconds How long the longest waiting score has been due.
        # TYPE leadscoring_rescoring_lag_seconds gauge
        leadscoring_rescoring_lag_seconds 0

        """;

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        Add(HealthEndpoints.Live, "Whether the process lives.", null, new()
        {
            ["200"] = Answer("It lives. Whether the database answers does not matter here.", "text/plain", new OpenApiSchema { Type = JsonSchemaType.String }, "Healthy"),
        });
        var readiness = context.SchemaGenerator.GenerateSchema(typeof(Readiness), context.SchemaRepository);
        Add(HealthEndpoints.Ready, "Whether the service can answer requests, and if not, why.", "Needs a key with any scope, unless `Keys:ReadyWithoutKey` is set.", new()
        {
            ["200"] = Answer("It can.", "application/json", readiness, JsonOf(new Readiness(true, []))),
            ["401"] = Problem("There is no key, or it is not taken."),
            ["429"] = Problem("Too many requests without a key that is taken came from this address."),
            ["503"] = Answer("It cannot, for each of the reasons: the database does not answer or refuses, the tables are older than this version or are being brought up to date, the models are not loaded yet, or the service is stopping.", "application/json", readiness, JsonOf(new Readiness(false, ["The database does not answer."]))),
        });
        Add(PrometheusEndpoint.Path, "What the service measures, for Prometheus.", "Open to everybody where `Keys:MetricsWithoutKey` is set. Needs the scope `leads:read`.", new()
        {
            ["200"] = Answer("Everything that was measured since the start, in Prometheus' text format 0.0.4.", "text/plain", new OpenApiSchema { Type = JsonSchemaType.String }, Metrics),
            ["401"] = Problem("There is no key, or it is not taken."),
            ["403"] = Problem("The key may not read leads."),
            ["429"] = Problem("Too many requests came from this key or address."),
        });

        OpenApiResponse Problem(string problem) => Answer(problem, "application/problem+json", context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository), null);

        void Add(string path, string summary, string? description, OpenApiResponses answers)
        {
            var operation = new OpenApiOperation { Summary = summary, Description = description, Tags = new HashSet<OpenApiTagReference> { new(Tag, swaggerDoc) }, Responses = answers };
            operation.Security = description is null ? null : [KeySchemes.Requirement(KeySchemes.Bearer, swaggerDoc)];
            swaggerDoc.Paths.Add(path, new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation } });
        }
    }

    private static OpenApiResponse Answer(string description, string contentType, IOpenApiSchema schema, JsonNode? example) => new()
    {
        Description = description,
        Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { [contentType] = new OpenApiMediaType { Schema = schema, Example = example } },
    };

    private static JsonNode JsonOf(Readiness readiness) => JsonSerializer.SerializeToNode(readiness, JsonSerializerOptions.Web)!;
}
