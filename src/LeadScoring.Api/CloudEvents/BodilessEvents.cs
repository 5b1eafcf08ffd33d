using System.Text.Json;
using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace LeadScoring.Api.CloudEvents;

/// <summary>Reads the body of a binary CloudEvent that has none, whatever its Content-Type: its attributes are all that it says.</summary>
internal sealed class BodilessEvents : IInputFormatter
{
    public bool CanRead(InputFormatterContext context) =>
        context.ModelType == typeof(JsonElement) && CloudEventRequest.IsBinary(context.HttpContext.Request)
        && context.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    public Task<InputFormatterResult> ReadAsync(InputFormatterContext context) => InputFormatterResult.SuccessAsync(ItemReader.Empty);
}
