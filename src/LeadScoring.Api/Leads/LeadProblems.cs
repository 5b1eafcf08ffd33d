using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>What several operations answer for a lead that is not there.</summary>
internal static class LeadProblems
{
    public static ObjectResult NoSuchLead(this ControllerBase controller) =>
        controller.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such lead.", detail: "Nothing was ever received under this id. Paths take a user id, or anon:ID for an anonymous id.");

    public static ObjectResult NothingWasKnown(this ControllerBase controller) => controller.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "Nothing was known of this lead then.",
        detail: "No entry of the lead's log is dated at or before asOf, none was received at or before knownAt, or nothing was ever received under this id.");
}
