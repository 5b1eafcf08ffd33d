using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What operations that try models answer when they cannot.</summary>
internal static class ModelFaults
{
    /// <summary>Every fault of a document under its JSON path.</summary>
    public static ActionResult FaultsOf(this ControllerBase controller, ModelException faults)
    {
        foreach (var fault in faults.Errors)
        {
            controller.ModelState.AddModelError(fault.Path, $"{fault.Path} {fault.Message}.");
        }

        return controller.ValidationProblem("The model document has faults; each is named under errors by its JSON path.");
    }

    public static ObjectResult NoSuchModel(this ControllerBase controller) => controller.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such model.", detail: "There is neither a draft nor a published version of this key, or not the version that was asked for.");

    public static ObjectResult NoSuchBacktest(this ControllerBase controller) => controller.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such backtest.", detail: "There is none of this id, or none any more: the oldest that have ended go when there are too many.");

    public static ObjectResult Conflicts(this ControllerBase controller, ModelConflictException conflict) =>
        controller.Problem(statusCode: StatusCodes.Status409Conflict, title: conflict.Title, detail: conflict.Message);
}
