using System.Reflection;

namespace LeadScoring.Domain.Models;

/// <summary>The documents that come with the service.</summary>
public static class ModelTemplates
{
    private const string Prefix = "LeadScoring.Domain.Models.";

    /// <summary>The JSON document of the default model.</summary>
    public static string ProductLed => Read("Templates.product-led.json");

    /// <summary>The JSON Schema (draft 2020-12) of model documents.</summary>
    public static string Schema => Read("scoring-model.schema.json");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource '{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
