using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeadScoring.Api.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Http;

/// <summary>Says in the words of the API why a body could not be read: members as they are named in JSON, and no type of this program.</summary>
internal sealed class BodyFaults(IOptions<JsonOptions> options)
{
    private const string Body = "body";

    /// <summary>Replaces what the JSON reader found by plain words.</summary>
    public void Reword(ActionContext context)
    {
        var body = context.ActionDescriptor.Parameters.FirstOrDefault(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body);
        foreach (var (key, entry) in context.ModelState.ToList())
        {
            if (body is null || entry?.Errors is not [var error, ..])
            {
                continue;
            }

            if (error.Exception is JsonException problem)
            {
                var (member, message) = Describe(problem, body.ParameterType);
                context.ModelState.Remove(key);
                context.ModelState.AddModelError(member, message);
            }
            else if (key is "")
            {
                context.ModelState.Remove(key);
                context.ModelState.AddModelError(Body, error.ErrorMessage);
            }
        }
    }

    private (string Member, string Message) Describe(JsonException problem, Type type)
    {
        var path = JsonPath.Plain(problem.Path);
        if (problem.InnerException is JsonException)
        {
            return (Body, Malformed(problem));
        }

        if (problem.InnerException is InvalidOperationException { Message: var reason } && reason.Contains("UTF-16", StringComparison.Ordinal))
        {
            return (path is "" ? Body : path, $"{(path is "" ? "The body" : path)} contains what is no text: bytes that are not UTF-8, or half a surrogate pair.");
        }

        if (path is "")
        {
            return (Body, "The body must be an object.");
        }

        return (path, Explain(path, path, options.Value.JsonSerializerOptions.GetTypeInfo(type)));
    }

    /// <summary>What is wrong with a member: it is none, or its value is of another kind.</summary>
    /// <param name="path">The member's path within the type.</param>
    /// <param name="shown">The path as it is shown.</param>
    /// <param name="type">The type.</param>
    internal static string Explain(string path, string shown, JsonTypeInfo type) =>
        type.Properties.FirstOrDefault(known => path == known.Name || path.StartsWith(known.Name + "[", StringComparison.Ordinal) || path.StartsWith(known.Name + ".", StringComparison.Ordinal)) is { } member
            ? $"{shown} must be {Expected(member, path)}."
            : $"{shown} is not a member here; known are {string.Join(", ", type.Properties.Select(known => known.Name))}.";

    private static string Malformed(JsonException problem) => problem.Message.Contains("maximum configured depth", StringComparison.Ordinal)
        ? $"The body is nested deeper than {IntakeLimits.Depth} objects and lists."
        : $"The body is not valid JSON at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.";

    private static string Expected(JsonPropertyInfo member, string path)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return type == typeof(string) || path != member.Name ? "a text"
            : type == typeof(bool) ? "true or false"
            : type == typeof(int) ? "a whole number"
            : type == typeof(double) ? "a number"
            : type == typeof(DateTimeOffset) ? "a time with an offset, such as 2026-03-02T09:30:00Z"
            : type == typeof(IReadOnlyList<string>) ? "a list of texts"
            : "an object";
    }
}
