using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.CloudEvents;
using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace LeadScoring.Api.Http;

/// <summary>Controllers, JSON, validation and errors.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Explain);
        services.AddSingleton<RefusalMetrics>();
        services.AddExceptionHandler<DatabaseProblems>();
        services.AddExceptionHandler<BadRequests>();
        services.AddExceptionHandler<Overload>();
        services.AddExceptionHandler<SecretProblems>();
        services.AddSafeHeaders();
        services.AddHealthMetrics();
        services.AddSingleton<BodyFaults>();
        services.AddControllers(options =>
            {
                options.Filters.Add<UncompressedBodyFilter>();
                options.InputFormatters.Insert(0, new BodilessEvents());
                // They would read the body of whoever sends JSON as a form.
                options.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
                options.ModelBinderProviders.Insert(0, QueryValues.Times);
                options.ModelBinderProviders.Insert(0, QueryValues.Points);
                options.Filters.Add<KnownQueryFilter>(KnownQueryFilter.Order);
                options.Filters.Add<ValidationFilter>();
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                options.ModelMetadataDetailsProviders.Add(new SystemTextJsonValidationMetadataProvider());
                options.ModelMetadataDetailsProviders.Add(new ValueMessages());
                options.ModelMetadataDetailsProviders.Add(new IdValues());
                options.ModelBindingMessageProvider.SetMissingRequestBodyRequiredValueAccessor(() => "The body is empty.");
            })
            .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new InternalControllers()))
            .ConfigureApiBehaviorOptions(options =>
            {
                var answer = options.InvalidModelStateResponseFactory;
                options.InvalidModelStateResponseFactory = context =>
                {
                    context.HttpContext.RequestServices.GetRequiredService<BodyFaults>().Reword(context);
                    return answer(context);
                };
            })
            .AddJsonOptions(options =>
            {
                // The reader's own words name types of this program; BodyFaults finds others.
                options.AllowInputFormatterExceptionMessages = false;
                options.JsonSerializerOptions.MaxDepth = IntakeLimits.BodyDepth;
                // Otherwise a name in other letters of the same kind would override the one that was meant.
                options.JsonSerializerOptions.PropertyNameCaseInsensitive = false;
                options.JsonSerializerOptions.Converters.Add(new UtcTimeConverter());
                options.JsonSerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            });
        services.AddValidators();
        return services;
    }

    /// <summary>What to do about an error that MVC answers without a word; and the members that SDKs of others look for in any error.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem is { Status: StatusCodes.Status415UnsupportedMediaType, Detail: null })
        {
            problem.Detail = "Send JSON, with the header Content-Type: application/json.";
        }

        problem.Extensions["code"] = CodeOf(problem.Status);
        problem.Extensions["message"] = problem.Detail ?? (problem as HttpValidationProblemDetails)?.Errors.Values.FirstOrDefault()?.FirstOrDefault() ?? problem.Title;
    }

    private static string CodeOf(int? status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status410Gone => "gone",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status429TooManyRequests => "too_many_requests",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        >= 500 => "internal",
        _ => "invalid_request",
    };

    /// <summary>What FluentValidation.DependencyInjectionExtensions would do. Faults are named as members are in JSON.</summary>
    private static void AddValidators(this IServiceCollection services)
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name);
        ValidatorOptions.Global.DisplayNameResolver = ValidatorOptions.Global.PropertyNameResolver;
        foreach (var hit in AssemblyScanner.FindValidatorsInAssembly(typeof(ApiServices).Assembly, includeInternalTypes: true))
        {
            services.AddSingleton(hit.InterfaceType, hit.ValidatorType);
        }
    }
}
