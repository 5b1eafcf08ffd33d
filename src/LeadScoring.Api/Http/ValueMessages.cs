using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace LeadScoring.Api.Http;

/// <summary>Says what a parameter must be when its text cannot be read as that.</summary>
internal sealed class ValueMessages : IBindingMetadataProvider
{
    public void CreateBindingMetadata(BindingMetadataProviderContext context)
    {
        var type = Nullable.GetUnderlyingType(context.Key.ModelType) ?? context.Key.ModelType;
        var what = type == typeof(bool) ? "true or false" : type == typeof(int) ? "a whole number" : null;
        if (what is null)
        {
            return;
        }

        var messages = new DefaultModelBindingMessageProvider();
        messages.SetAttemptedValueIsInvalidAccessor((_, name) => $"{JsonNamingPolicy.CamelCase.ConvertName(name)} must be {what}.");
        messages.SetUnknownValueIsInvalidAccessor(name => $"{JsonNamingPolicy.CamelCase.ConvertName(name)} must be {what}.");
        context.BindingMetadata.ModelBindingMessageProvider = messages;
    }
}
