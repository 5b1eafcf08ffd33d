using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What operations answer for a backtest that is not there.</summary>
internal static class BacktestProblems
{
    public static ObjectResult NoSuchBacktest(this ControllerBase controller) => controller.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such backtest.", detail: "There is none of this id, or none any more: the oldest that have ended go when there are too many.");
}
