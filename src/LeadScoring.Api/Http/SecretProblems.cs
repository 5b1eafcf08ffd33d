using LeadScoring.Api.Secrets;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadScoring.Api.Http;

/// <summary>A secret that cannot be encrypted or decrypted is a matter of configuration, which the answer explains.</summary>
internal sealed class SecretProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not SecretException)
        {
            return false;
        }

        httpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status422UnprocessableEntity, Title = "Secrets cannot be kept.", Detail = exception.Message },
        });
    }
}
