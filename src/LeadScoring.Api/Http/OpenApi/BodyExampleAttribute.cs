using System.Diagnostics.CodeAnalysis;

namespace LeadScoring.Api.Http.OpenApi;

/// <summary>An example of an action's body that can be sent as it is.</summary>
/// <param name="name">Its name, one word.</param>
/// <param name="summary">What it shows.</param>
/// <param name="json">The body.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class BodyExampleAttribute(string name, string summary, [StringSyntax(StringSyntaxAttribute.Json)] string json) : Attribute
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    public string Json { get; } = json;

    /// <summary>The types that describe the body where the action takes any JSON; it may be one of several.</summary>
    public Type? Schema { get; set; }

    /// <summary>Whether the action can do without a body.</summary>
    public bool IsOptional { get; set; }
}
