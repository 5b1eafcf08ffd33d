using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Telemetry.Prometheus;
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
        Add(HealthEndpoints.Live, "Whether the process lives.", new()
        {
            ["200"] = Answer("It lives. Whether the database answers does not matter here.", "text/plain", new OpenApiSchema { Type = JsonSchemaType.String }, "Healthy"),
        });
        var readiness = context.SchemaGenerator.GenerateSchema(typeof(Readiness), context.SchemaRepository);
        Add(HealthEndpoints.Ready, "Whether the service can answer requests, and if not, why.", new()
        {
            ["200"] = Answer("It can.", "application/json", readiness, JsonOf(new Readiness(true, []))),
            ["503"] = Answer("It cannot, for each of the reasons: the database does not answer or refuses, the tables are older than this version or are being brought up to date, the models are not loaded yet, or the service is stopping.", "application/json", readiness, JsonOf(new Readiness(false, ["The database does not answer."]))),
        });
        Add(PrometheusEndpoint.Path, "What the service measures, for Prometheus.", new()
        {
            ["200"] = Answer("Everything that was measured since the start, in Prometheus' text format 0.0.4.", "text/plain", new OpenApiSchema { Type = JsonSchemaType.String }, Metrics),
        });

        void Add(string path, string summary, OpenApiResponses answers)
        {
            var operation = new OpenApiOperation { Summary = summary, Tags = new HashSet<OpenApiTagReference> { new(Tag, swaggerDoc) }, Responses = answers };
            swaggerDoc.Paths.Add(path, new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation } });
        }
    }

    private static OpenApiResponse Answer(string description, string contentType, IOpenApiSchema schema, JsonNode example) => new()
    {
        Description = description,
        Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { [contentType] = new OpenApiMediaType { Schema = schema, Example = example } },
    };

    private static JsonNode JsonOf(Readiness readiness) => JsonSerializer.SerializeToNode(readiness, JsonSerializerOptions.Web)!;
}
