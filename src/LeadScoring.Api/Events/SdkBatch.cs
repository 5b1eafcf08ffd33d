using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>A batch as SDKs send it: an object with a list of items.</summary>
/// <param name="Body">The whole body.</param>
/// <param name="Items">The items; empty when there is a fault.</param>
/// <param name="Status">The status to answer when there is a fault.</param>
/// <param name="Fault">What is wrong with the request as a whole, or null.</param>
internal sealed record SdkBatch(JsonElement Body, IReadOnlyList<JsonElement> Items, int Status = StatusCodes.Status200OK, string? Fault = null)
{
    private const string Member = "batch";

    public static async Task<SdkBatch> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await AnyBody.ReadAsync(request, cancellationToken);
        if (body.Fault is not null)
        {
            return new SdkBatch(default, [], body.Status, body.Fault);
        }

        if (body.Json.ValueKind != JsonValueKind.Object || !body.Json.TryGetProperty(Member, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return new SdkBatch(default, [], StatusCodes.Status400BadRequest, $"The body must be an object with the list {Member}.");
        }

        // SDKs that split a batch do it for 413.
        return items.GetArrayLength() > IntakeLimits.Events
            ? new SdkBatch(default, [], StatusCodes.Status413PayloadTooLarge, $"{Member} has {items.GetArrayLength()} items; at most {IntakeLimits.Events} are allowed. Send the rest in another request.")
            : new SdkBatch(body.Json, [.. items.EnumerateArray()]);
    }
}
