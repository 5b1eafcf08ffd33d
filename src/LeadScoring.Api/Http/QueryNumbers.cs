using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Http;

/// <summary>Reads points of queries. MVC's own reader would leave commas out, and so take 1,5 for fifteen.</summary>
internal sealed class QueryNumbers : IModelBinderProvider, IModelBinder
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType == typeof(decimal) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        // Given twice or empty is for KnownQueryFilter to say.
        if (bindingContext.ValueProvider.GetValue(name) is not { Length: 1, FirstValue: { } text } || string.IsNullOrWhiteSpace(text))
        {
            return Task.CompletedTask;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            bindingContext.Result = ModelBindingResult.Success(number);
        }
        else
        {
            bindingContext.ModelState.TryAddModelError(name, $"{name} must be a number, such as 42.5.");
        }

        return Task.CompletedTask;
    }
}
