using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace LeadScoring.Api.Http;

/// <summary>Controllers, JSON, validation and errors.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<DatabaseProblems>();
        services.AddControllers(options =>
            {
                options.Filters.Add<ValidationFilter>();
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                options.ModelMetadataDetailsProviders.Add(new SystemTextJsonValidationMetadataProvider());
            })
            .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new InternalControllers()))
            .AddJsonOptions(options =>
            {
                options.JsonSerializerOptions.MaxDepth = IntakeLimits.Depth;
                options.JsonSerializerOptions.Converters.Add(new UtcTimeConverter());
                options.JsonSerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            });
        services.AddValidators();
        return services;
    }

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
