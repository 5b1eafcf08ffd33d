using LeadScoring.Api.Data;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Secrets;

/// <summary>The key, and what encrypts with it.</summary>
internal static class SecretServices
{
    private const string Key = SecretOptions.Section + ":" + nameof(SecretOptions.Key);

    /// <summary>Gives an installation with the embedded server a key of its own, unless it is configured.</summary>
    public static async Task AddSecretsAsync(this WebApplicationBuilder builder, EmbeddedPostgres? embedded)
    {
        if (embedded?.DataFolder is { } folder && string.IsNullOrWhiteSpace(builder.Configuration[Key]))
        {
            builder.Configuration[Key] = await SecretKeyFile.ReadOrMakeAsync(Path.GetDirectoryName(folder)!);
        }

        builder.Services.AddOptions<SecretOptions>().BindConfiguration(SecretOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SecretOptions>, SecretOptionsCheck>();
        builder.Services.AddSingleton<SecretBox>();
    }
}
