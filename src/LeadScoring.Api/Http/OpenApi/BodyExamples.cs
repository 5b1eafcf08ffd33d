using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Puts the examples of an action beside its body, and describes the body where the action takes any JSON.</summary>
internal sealed class BodyExamples : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        BodyExampleAttribute[] examples = [.. context.MethodInfo.GetCustomAttributes<BodyExampleAttribute>()];
        if (examples.Length == 0)
        {
            return;
        }

        // An action that reads its body itself has none that could be seen.
        if (operation.RequestBody is not OpenApiRequestBody body)
        {
            operation.RequestBody = body = new OpenApiRequestBody();
        }

        IOpenApiSchema[] schemas = [.. examples.Select(example => example.Schema).OfType<Type>().Distinct().Select(type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository))];
        // The other types that MVC would take (text/json, application/*+json) are the same to it, and noise to a reader.
        var media = body.Content?["application/json"];
        body.Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = schemas.Length == 0 ? media?.Schema : new OpenApiSchema { OneOf = [.. schemas] },
                Examples = examples.ToDictionary(example => example.Name, example => (IOpenApiExample)new OpenApiExample { Summary = example.Summary, Value = JsonNode.Parse(example.Json) }, StringComparer.Ordinal),
            },
        };
        body.Required = !examples.Any(example => example.IsOptional);
    }
}
