using Microsoft.AspNetCore.Mvc.Abstractions;

namespace LeadScoring.Api.Http;

/// <summary>Called by SDKs of others, which choose Content-Type, compression and query as they like: none of them is a fault.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SdkEndpointAttribute : Attribute
{
    public static bool IsOn(ActionDescriptor action) => action.EndpointMetadata.OfType<SdkEndpointAttribute>().Any();
}
