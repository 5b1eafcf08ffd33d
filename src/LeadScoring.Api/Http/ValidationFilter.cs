using FluentValidation;
using LeadScoring.Api.Limits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>Runs the FluentValidation validator of every action argument, and answers 400 with every fault named.</summary>
/// <remarks>Stands in for FluentValidation.AspNetCore; see docs/decisions.</remarks>
internal sealed class ValidationFilter(IOptions<ApiBehaviorOptions> options) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if (!SdkEndpointAttribute.IsOn(context.ActionDescriptor))
        {
            // It is bound; those of SDKs are read by hand.
            context.HttpContext.EndBodyPatience();
        }

        foreach (var argument in context.ActionArguments.Values.OfType<object>())
        {
            if (context.HttpContext.RequestServices.GetService(typeof(IValidator<>).MakeGenericType(argument.GetType())) is not IValidator validator)
            {
                continue;
            }

            var result = await validator.ValidateAsync(new ValidationContext<object>(argument), context.HttpContext.RequestAborted);
            foreach (var error in result.Errors)
            {
                context.ModelState.AddModelError(error.PropertyName, error.ErrorMessage);
            }
        }

        if (!context.ModelState.IsValid)
        {
            context.Result = options.Value.InvalidModelStateResponseFactory(context);
            return;
        }

        await next();
    }
}
