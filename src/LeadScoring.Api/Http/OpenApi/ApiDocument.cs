using Microsoft.OpenApi;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>The description of the API, at /swagger/v1/swagger.json, and the page to try it out, at /swagger.</summary>
internal static class ApiDocument
{
    private const string Version = "v1";

    private const string Description =
        """
        Scores leads of a product-led business from what they do in the product and from what is known of them and their companies.

        Send product events to `POST /v1/events` and attributes to `PUT /v1/leads/{userId}` and `PUT /v1/accounts/{accountId}`;
        read `GET /v1/leads/{userId}/score` or list `GET /v1/leads`. Times are RFC 3339 with an offset, answers give UTC. Errors are
        problem details (RFC 9457): a 4xx says what to change, a 503 with `Retry-After` says to send the same again.

        Requests need a key with the scope that the operation names: `Authorization: Bearer KEY`. `POST /v1/keys` makes keys.
        """;

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddSwaggerGen(options =>
    {
        options.SwaggerDoc(Version, new OpenApiInfo { Title = "LeadScoring", Version = Version, Description = Description });
        options.IncludeXmlComments(typeof(ApiDocument).Assembly, includeControllerXmlComments: true);
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        // A reference alone cannot say that the member may be null, nor what it means where it stands.
        options.UseAllOfToExtendReferenceSchemas();
        // Points are exact; the usual format "double" says otherwise.
        options.MapType<decimal>(() => new OpenApiSchema { Type = JsonSchemaType.Number });
        options.MapType<decimal?>(() => new OpenApiSchema { Type = JsonSchemaType.Number });
        options.OperationFilter<BodyExamples>();
        options.OperationFilter<Answers>();
        options.OperationFilter<OtherAnswers>();
        options.SchemaFilter<RequestSchemas>();
        options.ParameterFilter<RequestSchemas>();
        options.ParameterFilter<ReadSchemas>();
        options.ParameterFilter<BacktestSchemas>();
        options.DocumentFilter<HealthPaths>();
        KeySchemes.AddTo(options);
    });

    /// <summary>In production only where somebody wants it: it needs no key.</summary>
    public static bool HasApiDocument(this WebApplication app) => app.Configuration.GetSection(SwaggerOptions.Section).Get<SwaggerOptions>()?.Enabled ?? app.Environment.IsDevelopment();

    public static void UseApiDocument(this WebApplication app)
    {
        if (!app.HasApiDocument())
        {
            return;
        }

        app.UseSwagger();
        app.UseSwaggerUI(options => options.DocumentTitle = "LeadScoring");
        app.MapGet("/", () => Results.Redirect("/swagger")).AllowAnonymous().ExcludeFromDescription();
    }
}
