using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Http;

/// <summary>Reads times of queries as strictly as those of bodies. MVC's own reader would guess, by the culture of the machine.</summary>
internal sealed class QueryTimes : IModelBinderProvider, IModelBinder
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType == typeof(DateTimeOffset) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        // Given twice or empty is for KnownQueryFilter to say.
        if (bindingContext.ValueProvider.GetValue(name) is not { Length: 1, FirstValue: { } text } || string.IsNullOrWhiteSpace(text))
        {
            return Task.CompletedTask;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            bindingContext.Result = ModelBindingResult.Success(time);
        }
        else
        {
            bindingContext.ModelState.TryAddModelError(name, $"{name} must be a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B.");
        }

        return Task.CompletedTask;
    }
}
