using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Keys;

/// <summary>Who may do what: keys, the policies of their scopes, and nobody where none is declared.</summary>
internal static class KeyServices
{
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsCheck>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyUses>();
        services.AddSingleton<LocalDevelopment>();
        services.AddScoped<FirstKey>();
        services.AddScoped<KeyRegister>();
        services.AddHostedService<KeyWorker>();

        // AddAuthentication would bring the keys of cookies along, and files for them; there are no cookies.
        services.AddAuthenticationCore(options => options.DefaultScheme = KeyAuthentication.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        services.AddAuthorization(options =>
        {
            foreach (var scope in Scopes.All)
            {
                options.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().RequireClaim(Callers.Scope, scope));
            }

            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(IsNoRoute).Build();
        });
        return services;
    }

    /// <summary>Prepares the first key, and loads all of them.</summary>
    public static async Task LoadKeysAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<FirstKey>().ProvideAsync(app.Lifetime.ApplicationStopping) is { } made)
        {
            FirstKey.Print(made);
        }

        await app.Services.GetRequiredService<KeyRing>().RefreshAsync(app.Lifetime.ApplicationStopping);
    }

    /// <summary>Whoever has a key may be told that a path or a method does not exist. A route that declares no scope opens to nobody.</summary>
    private static bool IsNoRoute(AuthorizationHandlerContext context) => context.Resource is HttpContext request && request.GetEndpoint() is not RouteEndpoint;
}
