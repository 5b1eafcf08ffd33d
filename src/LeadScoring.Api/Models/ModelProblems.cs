using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models;

/// <summary>What several operations answer for a model that is not there, or not as it was.</summary>
internal static class ModelProblems
{
    public static ObjectResult NoSuchModel(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such model.", detail: "There is no model, version or draft of this name. GET /v1/models lists the models; POST /v1/models begins one.");

    public static ObjectResult NoSuchDraft(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such draft.", detail: "No draft of this model is being written. POST /v1/models begins one.");

    public static ObjectResult NothingWaits(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "Nothing waits.", detail: "No change of this model waits to come into force: it is in force already, or was called off. GET /v1/models/{key} lists its changes; POST /v1/models/{key}/revert goes back.");

    public static ObjectResult DraftHasChanged(this ControllerBase controller) => controller.Problem(
        statusCode: StatusCodes.Status412PreconditionFailed,
        title: "The draft has changed.",
        detail: "It is another one than If-Match names, or there is none any more. Read it again, and send the change with its ETag.");
}
