using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace LeadScoring.Api.Http;

/// <summary>Keeps a blank id blank: MVC would make null of it, and null is not validated.</summary>
internal sealed class IdValues : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
    {
        if (context.Attributes.OfType<PathIdAttribute>().Any())
        {
            context.DisplayMetadata.ConvertEmptyStringToNull = false;
        }
    }
}
