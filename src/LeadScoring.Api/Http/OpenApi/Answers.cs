using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>
/// Adds the errors that an operation can answer because of what it is (it reads input, it takes a body, it needs the database),
/// and gives every answer the one content type that it really has.
/// </summary>
internal sealed class Answers : IOperationFilter
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";

    /// <summary>Errors that actions name themselves.</summary>
    private static readonly (string Status, string Description)[] OfTheAction =
    [
        ("404", "Not found."),
        ("409", "It cannot be done as things stand."),
        ("410", "It was erased, and is not stored again."),
        ("412", "It has changed since."),
        ("422", "What is asked for is understood and cannot be done."),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var answers = operation.Responses ??= [];
        var isOfSdks = SdkEndpointAttribute.IsOn(context.ApiDescription.ActionDescriptor);
        AddError(
            "400",
            isOfSdks ? "The body as a whole cannot be read; `detail` says why. Of items that cannot be taken the answer 200 tells." : "The request cannot be taken; every fault is named under `errors`.",
            isOfSdks ? typeof(ProblemDetails) : typeof(ValidationProblemDetails));
        AddError("401", "There is no key, or it is not taken: unknown, revoked, expired, or mistyped.", typeof(ProblemDetails));
        AddError("403", "The key does not have the scope.", typeof(ProblemDetails));
        foreach (var (status, description) in OfTheAction.Where(error => answers.ContainsKey(error.Status)))
        {
            AddError(status, description, typeof(ProblemDetails));
        }

        if (operation.RequestBody is not null)
        {
            AddError("408", "The body came too slowly. Send the request again.", typeof(ProblemDetails));
            AddError("413", $"The body has more than {MostOf(context) / 1024} kB. Send less at once.", typeof(ProblemDetails));
        }

        if (operation.RequestBody is not null && !isOfSdks)
        {
            AddError("415", "The body is not `application/json`, or is compressed.", typeof(ProblemDetails));
        }

        AddError("429", "Too many requests came from this key or address, or too many events wait to be stored. Send the same request again a little later.", typeof(ProblemDetails));
        AddRetryAfter("429");
        AddError("503", "The database does not answer. Nothing that was acknowledged is lost; send the same again.", typeof(ProblemDetails));
        AddRetryAfter("503");
        foreach (var answer in answers.Values.OfType<OpenApiResponse>().Where(answer => answer.Content?.ContainsKey(Json) == true))
        {
            answer.Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { [Json] = answer.Content![Json] };
        }

        static long MostOf(OperationFilterContext context) => context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IRequestSizeLimitMetadata>().FirstOrDefault()?.MaxRequestBodySize ?? IntakeLimits.Body;

        void AddRetryAfter(string status) => ((OpenApiResponse)answers[status]).Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["Retry-After"] = new OpenApiHeader { Description = "After how many seconds to send it again.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
        };

        void AddError(string status, string description, Type type) => answers[status] = new OpenApiResponse
        {
            // What the action itself says of the error is nearer to it.
            Description = answers.GetValueOrDefault(status)?.Description ?? description,
            Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
            {
                [Problem] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository) },
            },
        };
    }
}
