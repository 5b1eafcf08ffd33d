using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeadScoring.Api.Settings;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Tests.Docs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Settings;

/// <summary>A configuration that is not what somebody meant stops the start, and says all that is wrong.</summary>
public sealed partial class SettingsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("Intake:Lanes", "0", "Intake:Lanes is \"0\"; it must be from 1 to 64.")]
    [InlineData("Intake:Lanes", "two", "Intake:Lanes is \"two\"; it must be a whole number, from 1 to 64.")]
    [InlineData("intake:lanes", "2147483648", "Intake:Lanes is \"2147483648\"; it must be a whole number, from 1 to 64.")]
    [InlineData("Intake:Lanes", "", "Intake:Lanes is \"\"; it must be a whole number, from 1 to 64.")]
    [InlineData("Webhooks:Jitter", "0.6", "Webhooks:Jitter is \"0.6\"; it must be from 0 to 0.5.")]
    [InlineData("Webhooks:Enabled", "maybe", "Webhooks:Enabled is \"maybe\"; it must be true or false.")]
    [InlineData("Webhooks:Schedule:1", "soon", "Webhooks:Schedule:1 is \"soon\"; it must be a time such as 00:00:05, five seconds.")]
    [InlineData("Rescoring:Interval", "5", "Rescoring:Interval is \"5\"; it must be from 00:00:00.010 to 01:00:00. A number alone means days: write 00:00:05 for five seconds.")]
    [InlineData("Intake:Lane", "3", "Intake:Lane is no setting. Did you mean Intake:Lanes?")]
    [InlineData("Intake:Threads", "3", "Intake:Threads is no setting. Intake has GroupEvents, Lanes, LongestWait, QueuedEvents.")]
    [InlineData("Intake:Lanes:0", "3", "Intake:Lanes:0 is no setting. Did you mean Intake:Lanes?")]
    [InlineData("Webhooks:AllowedNetworks", "10.0.0.0/8", "Webhooks:AllowedNetworks is a list: number its entries, Webhooks:AllowedNetworks:0 and so on.")]
    [InlineData("Webhook:Timeout", "00:00:10", "Webhook is no section of settings. Did you mean Webhooks?")]
    [InlineData("ConnectionStrings:LeadScorring", "Host=db", "ConnectionStrings:LeadScorring is used by nobody. Did you mean ConnectionStrings:LeadScoring?")]
    [InlineData("ConnectionString:LeadScoring", "Host=db", "ConnectionString is no section of settings. Did you mean ConnectionStrings?")]
    public void Each_fault_names_the_key_its_value_and_what_it_may_be(string key, string value, string fault)
    {
        var problem = Assert.Throws<SettingsException>(() => Configuration((key, value)).CheckSettings());

        Assert.Contains($"\n- {fault}\n", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_configure_is_theirs()
    {
        Configuration(
            ("Serilog:MinimumLevel", "Warning"), ("Kestrel:Limits:MaxConcurrentConnections", "7"), ("Logging:LogLevel:Default", "Debug"), ("ConnectionStrings:Other", "x"), ("PATH", "/bin"),
            ("intake:LANES", "64"), ("Webhooks:AllowedNetworks:0", "10.0.0.0/8"), ("Webhooks:AllowedNetworks", ""), ("Secrets:Key", "")).CheckSettings();
    }

    [Fact]
    public async Task A_start_says_all_that_is_wrong_at_once_before_it_touches_anything()
    {
        var folder = Path.Combine(Path.GetTempPath(), "leadscoring-test-" + Path.GetRandomFileName());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Rescoring__Chunk"] = "0", ["Signals__FlushIntervall"] = "00:00:01" };

        var (exitCode, error) = await ServiceProcess.RunWithAsync(environment, "--Database:DataDirectory=" + folder, "--Intake:Lanes=x");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
            The service does not start with these settings:
            - Intake:Lanes is "x"; it must be a whole number, from 1 to 64.
            - Rescoring:Chunk is "0"; it must be from 1 to 10000.
            - Signals:FlushIntervall is no setting. Did you mean Signals:FlushInterval?
            In the environment a colon is written as two underscores.

            """,
            error.ReplaceLineEndings("\n"));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_level_that_is_none_is_told_in_a_line()
    {
        var (exitCode, error) = await ServiceProcess.RunWithAsync("--Serilog:MinimumLevel=Info");

        Assert.Equal(1, exitCode);
        Assert.Contains("Serilog", error, StringComparison.Ordinal);
        Assert.Contains("Info", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_do_not_go_together_are_told_before_tables_are_made()
    {
        var empty = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        empty.Database += "_none";

        var (exitCode, error) = await ServiceProcess.RunWithAsync("--ConnectionStrings:LeadScoring=" + empty.ConnectionString, "--Webhooks:Lease=00:00:10", "--Secrets:Key=short");

        Assert.Equal(1, exitCode);
        Assert.Contains("\n- Webhooks:Lease must be at least twice Webhooks:Timeout", error, StringComparison.Ordinal);
        Assert.Contains("\n- Secrets:Key ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("short", error, StringComparison.Ordinal);
        await using var connection = new Npgsql.NpgsqlConnection(empty.ConnectionString);
        Assert.Equal(Npgsql.PostgresErrorCodes.InvalidCatalogName, (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.OpenAsync())).SqlState);
    }

    [Fact]
    public void Everything_that_is_configured_is_in_the_catalog_and_all_defaults_are_allowed()
    {
        var read = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType).Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptions<>))
            .Select(type => type.GetGenericArguments()[0]).Where(type => type.Assembly == typeof(Program).Assembly).ToHashSet();

        Assert.Subset(SettingsCatalog.Sections.Select(section => section.Options).ToHashSet(), read);
        Assert.All(SettingsCatalog.Sections.SelectMany(section => section.Settings).Where(setting => setting is { IsList: false, Default: not null }),
            setting => Assert.Null(setting.FaultOf(setting.Key, Convert.ToString(setting.Default, CultureInfo.InvariantCulture)!)));
        // Whoever adds a number or a time says how large it may be.
        Assert.All(SettingsCatalog.Sections.SelectMany(section => section.Settings), setting => Assert.True(setting.Bounds is not null || setting.IsList || IsSwitch(setting) || setting.Property.PropertyType == typeof(string), setting.Key));
    }

    [Fact]
    public void The_table_in_the_docs_has_every_setting()
    {
        var words = XDocument.Load(Path.ChangeExtension(typeof(Program).Assembly.Location, ".xml")).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

        new GeneratedDoc("docs/operations.md").Check("settings",
        [
            "| setting | by default | may be | |",
            "| --- | --- | --- | --- |",
            .. SettingsCatalog.Sections.SelectMany(section => section.Settings).Select(Row),
        ]);

        string Row(Setting setting)
        {
            var member = words[$"P:{setting.Property.DeclaringType!.FullName}.{setting.Name}"];
            var standard = setting.Default is null or Array ? TextOf(member.Element("value")!) : $"`{Show(setting.Default)}`";
            return $"| `{setting.Key}` | {standard} | {setting.Bounds ?? KindOf(setting)} | {TextOf(member.Element("summary")!)} |";
        }
    }

    private static bool IsSwitch(Setting setting) => setting.Property.PropertyType == typeof(bool) || setting.Property.PropertyType == typeof(bool?);

    private static string KindOf(Setting setting) => setting.IsList ? "a list" : IsSwitch(setting) ? "true, false" : "text";

    private static string Show(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        TimeSpan { Milliseconds: > 0 } time => time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The words of a comment in one line.</summary>
    private static string TextOf(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XText text => text.Value,
        _ => throw new InvalidOperationException($"What is {node}?"),
    })), " ").Trim();

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
