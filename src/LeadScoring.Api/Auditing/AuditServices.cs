namespace LeadScoring.Api.Auditing;

/// <summary>Who changed what.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<AuditTrail>();
        services.AddScoped<AuditList>();
        return services;
    }
}
