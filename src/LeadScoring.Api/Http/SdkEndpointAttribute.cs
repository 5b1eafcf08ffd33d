using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace LeadScoring.Api.Http;

/// <summary>
/// Called by SDKs of others, which choose Content-Type, compression and query as they like: none of them is a fault. Their bodies may
/// hold the key, so they are read before any filter of MVC runs, and the limit is one that the server itself knows.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SdkEndpointAttribute : Attribute, IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => IntakeLimits.Body;

    public static bool IsOn(ActionDescriptor action) => action.EndpointMetadata.OfType<SdkEndpointAttribute>().Any();
}
