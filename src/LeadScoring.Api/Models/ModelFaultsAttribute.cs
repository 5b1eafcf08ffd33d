using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ModelError = LeadScoring.Domain.Models.ModelError;

namespace LeadScoring.Api.Models;

/// <summary>Answers 400 to a document with faults, each under its JSON path, and 409 to a change that cannot be made as things stand.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ModelFaultsAttribute : ExceptionFilterAttribute
{
    public override void OnException(ExceptionContext context)
    {
        var problems = context.HttpContext.RequestServices.GetRequiredService<ProblemDetailsFactory>();
        context.Result = context.Exception switch
        {
            ModelException e => Answer(problems.CreateValidationProblemDetails(context.HttpContext, StateOf(e.Errors), StatusCodes.Status400BadRequest, "The document is no valid scoring model.")),
            ModelConflictException e => Answer(problems.CreateProblemDetails(context.HttpContext, StatusCodes.Status409Conflict, e.Title, detail: e.Message)),
            _ => context.Result,
        };
    }

    private static ObjectResult Answer(ProblemDetails problem) => new(problem) { StatusCode = problem.Status };

    private static ModelStateDictionary StateOf(IReadOnlyList<ModelError> errors)
    {
        // One more than there are: at its bound it says so in place of the last one.
        var state = new ModelStateDictionary(errors.Count + 1);
        foreach (var error in errors)
        {
            state.AddModelError(error.Path, error.Message);
        }

        return state;
    }
}
