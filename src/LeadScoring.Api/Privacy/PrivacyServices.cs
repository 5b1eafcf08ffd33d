using LeadScoring.Api.Privacy.Exports;
using LeadScoring.Api.Secrets;
using Npgsql;

namespace LeadScoring.Api.Privacy;

/// <summary>Erasure, and what keeps erased people out.</summary>
internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<IdentityHashes>();
        services.AddSingleton<Suppression>();
        services.AddSingleton<PrivacyMetrics>();
        services.AddSingleton<StrangersSweep>();
        services.AddSingleton<LeadEraser>();
        services.AddSingleton<PersonExporter>();
        return services;
    }

    /// <summary>Stops a start that could not tell whom it has to keep out.</summary>
    /// <exception cref="SecretException">The hashes of erased people were made under another key.</exception>
    public static async Task CheckErasureKeyAsync(this WebApplication app)
    {
        var hashes = app.Services.GetRequiredService<IdentityHashes>();
        await using var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        if (await connection.CountOfOtherKeysAsync(hashes.HasKey ? hashes.KeyId : null, CancellationToken.None) is var lost and > 0)
        {
            throw new SecretException(
                $"{lost} ids of erased people were hashed under another Secrets:Key than the one that is set, so they could not be kept out. Set the key of then again. Where it is lost, " +
                "delete the rows of erased_identities that were made under it: events about those people that still arrive make leads again.");
        }
    }
}
