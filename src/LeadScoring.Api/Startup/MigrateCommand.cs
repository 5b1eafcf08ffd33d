using System.Diagnostics;
using LeadScoring.Api.Data;
using LeadScoring.Api.Settings;
using Npgsql;

namespace LeadScoring.Api.Startup;

/// <summary>"LeadScoring.Api --migrate" brings the tables up to date and ends, for those who do that apart from the service. Exit code 0: they are.</summary>
internal static class MigrateCommand
{
    private const string Switch = "--migrate";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static bool IsAskedFor(string[] arguments) => arguments.Contains(Switch, StringComparer.Ordinal);

    /// <summary>The arguments without the switch, which would take the next one for its value.</summary>
    public static string[] WithoutSwitch(string[] arguments) => [.. arguments.Where(argument => argument != Switch)];

    /// <exception cref="SettingsException">No database is named.</exception>
    public static async Task<int> RunAsync(IConfiguration configuration)
    {
        if (configuration.GetConnectionString(DatabaseOptions.ConnectionName) is not { Length: > 0 } connectionString)
        {
            throw new SettingsException([$"ConnectionStrings:{DatabaseOptions.ConnectionName} is empty. A server of the service's own is brought up to date when the service starts."]);
        }

        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        await using var dataSource = NpgsqlDataSource.Create(ConnectionDefaults.Complete(connectionString));
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            try
            {
                await using var db = Migrator.OpenContext(dataSource);
                await Migrator.MigrateAsync(db, Console.WriteLine);
                Console.WriteLine($"The tables are up to date: {Schema.Migrations.Count} migrations are applied.");
                return 0;
            }
            catch (Exception e) when (DatabaseFaults.IsNotUpYet(e) && waited.Elapsed < options.StartPatience)
            {
                Console.WriteLine($"The database does not answer yet: {e.GetBaseException().Message}");
            }
        }
    }
}
