using System.Reflection;
using System.Text.Json;

namespace LeadScoring.Domain.Models;

/// <summary>A model that comes with the service, to be put into force as it is, or to begin with.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="Name">The model's name for people.</param>
/// <param name="Description">One line: for whom it is, and what it makes of them.</param>
/// <param name="Document">The JSON document.</param>
/// <param name="Page">A page in Markdown: for whom, what it counts, why these numbers, what to change first.</param>
public sealed record ModelTemplate(string Key, string Name, string Description, string Document, string Page);

/// <summary>The documents that come with the service.</summary>
public static class ModelTemplates
{
    private const string Prefix = "LeadScoring.Domain.Models.";

    private static readonly string[] Keys =
        ["product-led", "behavior-heavy", "balanced", "fit-heavy", "freemium", "enterprise", "starter", "expansion", "churn-risk", "half-life"];

    private static readonly Lazy<IReadOnlyList<ModelTemplate>> Templates = new(() => [.. Keys.Select(Template)]);

    /// <summary>All models that come with the service, the default one first.</summary>
    public static IReadOnlyList<ModelTemplate> All => Templates.Value;

    /// <summary>The JSON document of the default model.</summary>
    public static string ProductLed => Read("Templates.product-led.json");

    /// <summary>The JSON Schema (draft 2020-12) of model documents.</summary>
    public static string Schema => Read("scoring-model.schema.json");

    private static ModelTemplate Template(string key)
    {
        var document = Read($"Templates.{key}.json");
        using var json = JsonDocument.Parse(document);
        return new ModelTemplate(
            json.RootElement.GetProperty("key").GetString()!,
            json.RootElement.GetProperty("name").GetString()!,
            json.RootElement.GetProperty("description").GetString()!,
            document,
            Read($"Templates.{key}.md"));
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource '{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
