using System.Reflection;

namespace LeadScoring.Api.Settings;

/// <summary>A section of the configuration that belongs to this service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">The class that it is read into.</param>
/// <param name="Settings">What may stand in it.</param>
internal sealed record SettingsSection(string Name, Type Options, IReadOnlyList<Setting> Settings);

/// <summary>All settings of this service. Every class with a constant <c>Section</c> is one section; its public properties are the settings.</summary>
internal static class SettingsCatalog
{
    private const string SectionConstant = "Section";

    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        .. typeof(SettingsCatalog).Assembly.GetTypes()
            .Select(type => (Type: type, Name: type.GetField(SectionConstant, BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string))
            .Where(each => each.Name is not null)
            .Select(each => new SettingsSection(each.Name!, each.Type, SettingsOf(each.Name!, each.Type)))
            .OrderBy(section => section.Name, StringComparer.Ordinal),
    ];

    private static List<Setting> SettingsOf(string section, Type options)
    {
        var standard = Activator.CreateInstance(options);
        return [.. options.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Select(property => new Setting(section, property, property.GetValue(standard)))];
    }
}
