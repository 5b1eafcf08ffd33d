namespace LeadScoring.Api.Http.OpenApi;

/// <summary>Section "Swagger": the description of the API, and the page to try it out.</summary>
public sealed class SwaggerOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Swagger";

    /// <summary>Whether both are there. They need no key, since a browser could not send one before it has the page.</summary>
    /// <value>In Development.</value>
    public bool? Enabled { get; init; }
}
