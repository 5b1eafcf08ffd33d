using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace LeadScoring.Api.Http;

/// <summary>Bodies are taken as they are: unpacking would let a small request grow without limit.</summary>
internal sealed class UncompressedBodyFilter(ProblemDetailsFactory problems) : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var encoding = context.HttpContext.Request.Headers.ContentEncoding;
        if (!SdkEndpointAttribute.IsOn(context.ActionDescriptor) && encoding.Count > 0 && encoding.Any(value => !string.Equals(value, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            var problem = problems.CreateProblemDetails(context.HttpContext, StatusCodes.Status415UnsupportedMediaType, detail: "Content-Encoding is not supported; send the body uncompressed.");
            context.Result = new ObjectResult(problem) { StatusCode = problem.Status };
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // Everything is said before the action runs.
    }
}
