using System.Text.Json;

namespace LeadScoring.Api.Events;

/// <summary>The items of a batch.</summary>
internal static class BatchItems
{
    /// <returns>The items; null, with a status and what to say, when there is no list of them or it is too long.</returns>
    public static List<JsonElement>? In(JsonElement body, string member, out int status, out string fault)
    {
        (status, fault) = (StatusCodes.Status400BadRequest, "");
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(member, out var batch) || batch.ValueKind != JsonValueKind.Array)
        {
            fault = $"The body must be an object with the list {member}.";
            return null;
        }

        if (batch.GetArrayLength() > IntakeLimits.Events)
        {
            // SDKs that split a batch do it for 413.
            (status, fault) = (StatusCodes.Status413PayloadTooLarge, $"{member} has {batch.GetArrayLength()} items; at most {IntakeLimits.Events} are allowed. Send the rest in another request.");
            return null;
        }

        return [.. batch.EnumerateArray()];
    }
}
