namespace LeadScoring.Domain.Models;

/// <summary>Keys of models and of what is in them: names in lower case, which answers and paths carry as they are.</summary>
public static class ModelKey
{
    /// <summary>What a key is, for messages.</summary>
    public const string Rule = "1 to 64 of a-z, 0-9, _ and -";

    /// <summary>Whether a text is one.</summary>
    public static bool IsWellFormed(string key) => key.Length is >= 1 and <= 64 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');
}
