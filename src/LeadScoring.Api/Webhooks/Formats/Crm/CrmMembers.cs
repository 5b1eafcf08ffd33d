using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Results;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Webhooks.Formats.Crm;

/// <summary>Reads settings and credentials, whose members depend on the format.</summary>
internal static class CrmMembers
{
    public const string Settings = "settings";
    public const string Credentials = "credentials";

    private const int MostFields = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a member; null when there are faults.</summary>
    public static T? Read<T>(JsonElement given, string member, AbstractValidator<T> rules, List<ValidationFailure> faults)
        where T : class
    {
        try
        {
            var read = given.ValueKind == JsonValueKind.Object ? given.Deserialize<T>(Json) : null;
            ValidationFailure[] found = read is null
                ? [new ValidationFailure(member, $"{member} must be an object.")]
                : [.. rules.Validate(read).Errors.Select(fault => new ValidationFailure($"{member}.{fault.PropertyName}", $"{member}.{fault.ErrorMessage}"))];
            faults.AddRange(found);
            return found.Length == 0 ? read : null;
        }
        catch (JsonException e)
        {
            var path = JsonPath.Plain(e.Path);
            var shown = path is "" ? member : $"{member}.{path}";
            faults.Add(new ValidationFailure(shown, path is "" || e.Message.Contains("Duplicate", StringComparison.Ordinal) ? $"{shown} stands there twice." : BodyFaults.Explain(path, shown, Json.GetTypeInfo(typeof(T)))));
            return null;
        }
    }

    /// <summary>As it is stored.</summary>
    public static string Write<T>(T settings) => JsonSerializer.Serialize(settings, Json);

    /// <summary>What was stored.</summary>
    public static T Read<T>(string settings) => JsonSerializer.Deserialize<T>(settings, Json)!;

    /// <summary>What was stored encrypted.</summary>
    public static T Read<T>(ReadOnlySpan<byte> credentials) => JsonSerializer.Deserialize<T>(credentials, Json)!;

    /// <summary>Which values go into which fields.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="name">What names of fields look like.</param>
    /// <param name="taken">A field that the format writes by itself.</param>
    public static IRuleBuilderOptionsConditions<T, IReadOnlyDictionary<string, string>?> Mapping<T>(this IRuleBuilder<T, IReadOnlyDictionary<string, string>?> rule, Regex name, Func<T, string> taken) => rule.Custom((fields, context) =>
    {
        var path = context.PropertyPath;
        if (fields is null)
        {
            return;
        }

        if (fields.Count > MostFields)
        {
            context.AddFailure(path, $"{path} must have at most {MostFields} fields.");
        }

        foreach (var (field, value) in fields.Take(MostFields))
        {
            var place = $"{path}.{Shown.Name(field)}";
            if (!name.IsMatch(field))
            {
                context.AddFailure(place, $"{place} is no name of a field, as the API of the CRM has it.");
            }
            else if (string.Equals(field, taken(context.InstanceToValidate), StringComparison.OrdinalIgnoreCase))
            {
                context.AddFailure(place, $"{place} is what records are found by, and is written anyway; leave it out.");
            }
            else if (value is null || !CrmValue.All.ContainsKey(value))
            {
                context.AddFailure(place, $"{place} must be one of {string.Join(", ", CrmValue.All.Keys)}.");
            }
        }
    });

    /// <summary>A text that has to be there, of at most so many characters, that can stand in a header or a form.</summary>
    public static IRuleBuilderOptions<T, string?> Credential<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is { Length: > 0 and <= 2_048 } && text.All(char.IsAscii) && !text.Any(char.IsWhiteSpace) && !text.Any(char.IsControl))
        .WithMessage("{PropertyName} must be a text of 1 to 2048 characters without blanks, as the CRM shows it.");
}
