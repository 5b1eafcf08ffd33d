using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Http;

/// <summary>Reads values of queries as strictly as those of bodies.</summary>
internal static class QueryValues
{
    /// <summary>MVC's own reader would guess, by the culture of the machine.</summary>
    public static IModelBinderProvider Times { get; } = new Reader<DateTimeOffset>(Rfc3339.TryParse, "a time with an offset, such as 2026-03-02T09:30:00Z; in a query a + is written %2B");

    /// <summary>MVC's own reader would leave commas out, and so take 1,5 for fifteen.</summary>
    public static IModelBinderProvider Points { get; } = new Reader<decimal>(
        static (string text, out decimal points) => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out points),
        "a number, such as 42.5");

    private delegate bool Parsing<T>(string text, out T value);

    private sealed class Reader<T>(Parsing<T> parse, string what) : IModelBinderProvider, IModelBinder
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType == typeof(T) ? this : null;

        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var name = bindingContext.ModelName;
            // Given twice or empty is for KnownQueryFilter to say.
            if (bindingContext.ValueProvider.GetValue(name) is not { Length: 1, FirstValue: { } text } || string.IsNullOrWhiteSpace(text))
            {
                return Task.CompletedTask;
            }

            if (parse(text, out var value))
            {
                bindingContext.Result = ModelBindingResult.Success(value);
            }
            else
            {
                bindingContext.ModelState.TryAddModelError(name, $"{name} must be {what}.");
            }

            return Task.CompletedTask;
        }
    }
}
