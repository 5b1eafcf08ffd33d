using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Says of each operation which scope it needs, and how its key is sent: what the Authorize button asks for.</summary>
internal sealed class KeySchemes : IOperationFilter
{
    public const string Bearer = "Bearer";

    private const string Basic = "Basic";
    private const string WriteKey = "X-Write-Key";

    public static void AddTo(SwaggerGenOptions options)
    {
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key, such as `pls_ingest_a1B2c3D4e5F6_…`. Each operation says which scope it needs. In Development requests from the same machine need none.",
        });
        options.AddSecurityDefinition(Basic, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The key as the user; no password." });
        options.AddSecurityDefinition(WriteKey, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = WriteKey, Description = "The key." });
        options.OperationFilter<KeySchemes>();
    }

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var action = context.ApiDescription.ActionDescriptor;
        if (action.EndpointMetadata.OfType<IAuthorizeData>().Select(data => data.Policy).SingleOrDefault(policy => policy is not null) is not { } scope)
        {
            return;
        }

        operation.Description = $"{operation.Description}\n\nNeeds the scope `{scope}`.".TrimStart('\n');
        string[] schemes = SdkEndpointAttribute.IsOn(action) ? [Bearer, Basic, WriteKey] : [Bearer];
        operation.Security = [.. schemes.Select(scheme => Requirement(scheme, context.Document))];
    }

    /// <summary>That a key is sent in this way; scopes are for OAuth in this version of OpenAPI.</summary>
    public static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
