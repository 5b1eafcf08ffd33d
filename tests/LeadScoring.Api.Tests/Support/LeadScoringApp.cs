using System.Net;
using LeadScoring.Api.Models;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Api.Tests.Support;

/// <summary>
/// The whole service on a database and a clock of its own. A test class takes it as a class fixture, or makes one with
/// the settings it is about; a second one on the same database and clock is a replica.
/// </summary>
public sealed class LeadScoringApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>32 bytes as base64: the numbers from 0 on.</summary>
    internal const string SecretKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly bool _ownsDatabase;

    public LeadScoringApp() : this(new Dictionary<string, string?>(StringComparer.Ordinal))
    {
    }

    /// <param name="settings">Configuration keys, such as "Database:MigrateOnStart".</param>
    internal LeadScoringApp(IReadOnlyDictionary<string, string?> settings)
    {
        (_settings, _ownsDatabase) = (settings, true);
        (Database, Clock) = (new TestDatabase(), new ManualClock());
    }

    /// <summary>The service on a database that somebody else makes and drops.</summary>
    internal LeadScoringApp(TestDatabase database)
        : this(database, new Dictionary<string, string?>(StringComparer.Ordinal))
    {
    }

    /// <inheritdoc cref="LeadScoringApp(TestDatabase)"/>
    internal LeadScoringApp(TestDatabase database, IReadOnlyDictionary<string, string?> settings) => (_settings, Database, Clock) = (settings, database, new ManualClock());

    private LeadScoringApp(LeadScoringApp first, ManualClock clock, IReadOnlyDictionary<string, string?> settings)
    {
        (_settings, _ownsDatabase) = (settings, false);
        (Database, Clock) = (first.Database, clock);
    }

    public TestDatabase Database { get; }

    public ManualClock Clock { get; }

    /// <summary>Where requests come from: the test server itself does not say. Usually this machine, which needs no key while somebody develops.</summary>
    internal IPAddress CallersAddress { get; set; } = IPAddress.Loopback;

    /// <summary>What this process knows of models.</summary>
    internal ModelSnapshot Models => Services.GetRequiredService<ModelCatalog>().Snapshot;

    public LeadScoringApp NewReplica() => new(this, Clock, _settings);

    /// <summary>A replica whose clock is not the first one's.</summary>
    internal LeadScoringApp NewReplica(ManualClock clock) => new(this, clock, _settings);

    /// <summary>A replica that is configured in another way.</summary>
    internal LeadScoringApp NewReplica(IReadOnlyDictionary<string, string?> settings) => new(this, Clock, settings);

    public async Task InitializeAsync()
    {
        if (_ownsDatabase) await Database.InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsDatabase) await Database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:LeadScoring", Database.ConnectionString);
        builder.UseSetting("Database:MigrateOnStart", "false");
        builder.UseSetting("Secrets:Key", SecretKey);
        // The short form: as "MinimumLevel:Default" the test host hands it on in a way that Serilog does not read.
        builder.UseSetting("Serilog:MinimumLevel", "Warning");
        // The test server says with each request that it cannot limit the size of a body.
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Routing", "Error");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Mvc.Filters", "Error");
        foreach (var (name, value) in _settings) builder.UseSetting(name, value);
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)).Replace(ServiceDescriptor.Singleton<HostAddresses>(new NoNames()));
            services.AddSingleton<IStartupFilter, DocumentedAnswers>();
            services.AddSingleton<IStartupFilter>(new CallersAddress(() => CallersAddress));
        });
    }
}
