using System.Reflection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Another form that the answer 200 of an action may have, beside the one that it says itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OtherAnswerAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}

/// <summary>Describes the other forms of answers, and the headers of those that a client may have already.</summary>
internal sealed class OtherAnswers : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse answer)
        {
            return;
        }

        if (context.MethodInfo.GetCustomAttribute<OtherAnswerAttribute>() is { } other && answer.Content?.Values.FirstOrDefault() is OpenApiMediaType { Schema: { } usual } media)
        {
            media.Schema = new OpenApiSchema { OneOf = [usual, context.SchemaGenerator.GenerateSchema(other.Type, context.SchemaRepository)] };
        }

        if (operation.Responses.ContainsKey("304"))
        {
            answer.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                ["ETag"] = new OpenApiHeader { Description = "Tells the answer; to be sent as `If-None-Match`.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }
    }
}
