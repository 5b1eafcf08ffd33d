using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LeadScoring.Api.Http;

/// <summary>
/// A query parameter that an action does not have is an error, not ignored: it would be a misspelt filter, and the answer one
/// that nobody asked for. So is one that is given twice or without a value.
/// </summary>
internal sealed class KnownQueryFilter(IModelMetadataProvider metadata) : IActionFilter
{
    /// <summary>Before the filter that answers 400 for whatever the others have found.</summary>
    public const int Order = -2_001;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (context.HttpContext.Request.Query.Count == 0 || SdkEndpointAttribute.IsOn(context.ActionDescriptor))
        {
            return;
        }

        string[] known = [.. context.ActionDescriptor.Parameters.Where(IsFromQuery).SelectMany(NamesOf)];
        foreach (var (name, values) in context.HttpContext.Request.Query)
        {
            var fault = !known.Contains(name, StringComparer.OrdinalIgnoreCase) ? "is no parameter here; " + (known.Length == 0 ? "there are none." : $"known are {string.Join(", ", known)}.")
                : values.Count > 1 ? "is given more than once."
                : values.All(string.IsNullOrWhiteSpace) ? "has no value; leave it out instead."
                : null;
            if (fault is not null)
            {
                context.ModelState.AddModelError(Shown.Name(name), $"{Shown.Name(name)} {fault}");
            }
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
        // Everything is said before the action runs.
    }

    private static bool IsFromQuery(ParameterDescriptor parameter) => parameter.BindingInfo?.BindingSource == BindingSource.Query;

    private IEnumerable<string> NamesOf(ParameterDescriptor parameter)
    {
        var type = metadata.GetMetadataForType(parameter.ParameterType);
        return type.IsComplexType ? type.Properties.Where(member => member.BindingSource == BindingSource.Query).Select(member => member.BinderModelName!) : [parameter.BindingInfo?.BinderModelName ?? parameter.Name];
    }
}
