using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Describes the health endpoints, which are no controllers' actions.</summary>
internal sealed class HealthPaths : IDocumentFilter
{
    private const string Tag = "Health";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Paths.Add(HealthEndpoints.Live, PathOf(swaggerDoc, "Whether the process lives.", "It lives. Whether the database answers does not matter here.", null));
        swaggerDoc.Paths.Add("/health/ready", PathOf(swaggerDoc, "Whether the service can answer requests.", "It can.", "The database does not answer."));
    }

    private static OpenApiPathItem PathOf(OpenApiDocument document, string summary, string healthy, string? unhealthy)
    {
        var operation = new OpenApiOperation
        {
            Summary = summary,
            Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
            Responses = new OpenApiResponses { ["200"] = Text(healthy, "Healthy") },
        };
        if (unhealthy is not null)
        {
            operation.Responses["503"] = Text(unhealthy, "Unhealthy");
        }

        return new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation } };
    }

    private static OpenApiResponse Text(string description, string example) => new()
    {
        Description = description,
        Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
        {
            ["text/plain"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example },
        },
    };
}
