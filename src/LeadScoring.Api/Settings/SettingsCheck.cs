using LeadScoring.Api.Data;
using LeadScoring.Api.Signals;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Settings;

/// <summary>The service cannot work with its configuration. The message says all that is wrong, for people.</summary>
internal sealed class SettingsException(IReadOnlyCollection<string> faults)
    : Exception($"The service does not start with these settings:\n{string.Join('\n', faults.Select(fault => "- " + fault))}\nIn the environment a colon is written as two underscores.");

/// <summary>
/// Looks at the configuration before anything is started with it. A value out of its bounds stops the start, and so does a key that is no
/// setting: a slip must not leave a limit as it was without a word.
/// </summary>
internal static class SettingsCheck
{
    private const string ConnectionStrings = "ConnectionStrings";

    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static void CheckSettings(this IConfiguration configuration)
    {
        List<string> faults = [.. SettingsCatalog.Sections.SelectMany(section => FaultsOf(section, configuration.GetSection(section.Name))), .. SlipsIn(configuration)];
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }
    }

    /// <summary>What only the options themselves can tell, such as that one setting does not go with another.</summary>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static void CheckSettings(this IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            throw new SettingsException([.. e.Failures]);
        }
        catch (AggregateException e)
        {
            throw new SettingsException([.. e.InnerExceptions.OfType<OptionsValidationException>().SelectMany(each => each.Failures)]);
        }
    }

    private static IEnumerable<string> FaultsOf(SettingsSection section, IConfigurationSection configured)
    {
        foreach (var (key, value) in configured.AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null))
        {
            var path = key.Split(ConfigurationPath.KeyDelimiter);
            var setting = section.Settings.FirstOrDefault(setting => setting.Name.Equals(path[0], StringComparison.OrdinalIgnoreCase));
            if (setting is not null && path.Length == (setting.IsList ? 2 : 1))
            {
                if (setting.FaultOf(ConfigurationPath.Combine([setting.Key, .. path[1..]]), value!) is { } fault)
                {
                    yield return fault;
                }
            }
            else if (setting is not { IsList: true } || value!.Length > 0)
            {
                // An empty list of a file is an empty value.
                yield return UnknownKey(section, setting, key);
            }
        }
    }

    private static string UnknownKey(SettingsSection section, Setting? setting, string key)
    {
        var names = section.Settings.Select(each => each.Name).ToList();
        return setting is { IsList: true } ? $"{setting.Key} is a list: number its entries, {setting.Key}:0 and so on."
            : (setting?.Name ?? names.Find(name => AreAlike(name, key))) is { } meant ? $"{section.Name}:{key} is no setting. Did you mean {section.Name}:{meant}?"
            : $"{section.Name}:{key} is no setting. {section.Name} has {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
    }

    /// <summary>Sections that are written nearly like ours, and connection strings that are named nearly like ours. Others are somebody else's.</summary>
    private static IEnumerable<string> SlipsIn(IConfiguration configuration)
    {
        string[] ours = [.. SettingsCatalog.Sections.Select(section => section.Name), ConnectionStrings];
        foreach (var section in configuration.GetChildren().Where(section => section.GetChildren().Any() && !ours.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (Array.Find(ours, name => AreAlike(name, section.Key)) is { } meant)
            {
                yield return $"{section.Key} is no section of settings. Did you mean {meant}?";
            }
        }

        foreach (var named in configuration.GetSection(ConnectionStrings).GetChildren().Where(named => AreAlike(DatabaseOptions.ConnectionName, named.Key)))
        {
            yield return $"{named.Path} is used by nobody. Did you mean {ConnectionStrings}:{DatabaseOptions.ConnectionName}?";
        }
    }

    private static bool AreAlike(string name, string written)
    {
        var (a, b) = (name.ToLowerInvariant(), written.ToLowerInvariant());
        return a != b && (WordLikeness.Slips(a, b) is not null || WordLikeness.Tense(a, b) is not null);
    }
}
