using System.Text.Json;

namespace LeadScoring.Domain.Models;

/// <summary>Texts in canonical definitions are quoted, so that no two different definitions read the same.</summary>
internal static class Quoted
{
    public static string Text(string text) => JsonSerializer.Serialize(text);
}
