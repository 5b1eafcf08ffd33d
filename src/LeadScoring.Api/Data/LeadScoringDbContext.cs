using LeadScoring.Api.Accounts;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Quarantine;
using LeadScoring.Api.Retention;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Signals;
using LeadScoring.Api.TrackingPlans;
using LeadScoring.Api.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Data;

/// <summary>
/// The service's tables. EF Core owns the schema and the ordinary queries; the statements that every event pays for are raw SQL
/// (see <see cref="EventStatements"/>, <see cref="LeadStatements"/> and <see cref="ScoreStatements"/>). How to make a migration: CONTRIBUTING.md.
/// </summary>
public sealed class LeadScoringDbContext(DbContextOptions<LeadScoringDbContext> options) : DbContext(options)
{
    /// <summary>The log of everything that leads did or that was said of them.</summary>
    public DbSet<LeadEvent> Events => Set<LeadEvent>();

    /// <summary>The leads: what their logs come to.</summary>
    public DbSet<Lead> Leads => Set<Lead>();

    /// <summary>Current scores, one row per lead and model.</summary>
    public DbSet<LeadScore> LeadScores => Set<LeadScore>();

    /// <summary>Leads crossing lines; never rewritten.</summary>
    public DbSet<Transition> Transitions => Set<Transition>();

    /// <summary>From where on the feed of changes counts.</summary>
    public DbSet<FeedOrigin> FeedOrigins => Set<FeedOrigin>();

    /// <summary>The accounts: what their logs come to.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>Current scores of accounts, one row per account and model.</summary>
    public DbSet<AccountScore> AccountScores => Set<AccountScore>();

    /// <summary>Accounts that are to be scored afresh.</summary>
    public DbSet<DueAccount> DueAccounts => Set<DueAccount>();

    /// <summary>The log of everything that was said of accounts.</summary>
    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

    /// <summary>Items of requests that could not be taken.</summary>
    public DbSet<QuarantinedEvent> QuarantinedEvents => Set<QuarantinedEvent>();

    /// <summary>Published model documents; never rewritten.</summary>
    public DbSet<PublishedModel> Models => Set<PublishedModel>();

    /// <summary>Documents that are still being written.</summary>
    public DbSet<ModelDraft> ModelDrafts => Set<ModelDraft>();

    /// <summary>Models tried on the log.</summary>
    public DbSet<Backtest> Backtests => Set<Backtest>();

    /// <summary>The leads that backtests see differently.</summary>
    public DbSet<BacktestFlip> BacktestFlips => Set<BacktestFlip>();

    /// <summary>Who is told when leads and accounts cross lines.</summary>
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    /// <summary>What they are told.</summary>
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    /// <summary>How often that was tried.</summary>
    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();

    /// <summary>Up to where transitions have been made into messages.</summary>
    public DbSet<WebhookProgress> WebhookProgress => Set<WebhookProgress>();

    /// <summary>Who may do what here.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>Who changed what.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>The names that events had.</summary>
    public DbSet<EventName> EventNames => Set<EventName>();

    /// <summary>The versions of the tracking plan.</summary>
    public DbSet<TrackingPlanVersion> TrackingPlans => Set<TrackingPlanVersion>();

    /// <summary>How events were not as the plan says.</summary>
    public DbSet<PlanViolation> PlanViolations => Set<PlanViolation>();

    /// <summary>Hashes of people who were erased.</summary>
    public DbSet<ErasedIdentity> ErasedIdentities => Set<ErasedIdentity>();

    /// <summary>Which identities are named by what is stored of others.</summary>
    public DbSet<IdentityMention> IdentityMentions => Set<IdentityMention>();

    /// <summary>How far logs have been cut.</summary>
    public DbSet<RetentionProgress> RetentionProgress => Set<RetentionProgress>();

    /// <summary>Which model versions were in force from when on.</summary>
    public DbSet<ModelActivation> Activations => Set<ModelActivation>();

    /// <summary>The signals that digests know, with their ids.</summary>
    public DbSet<StoredSignal> Signals => Set<StoredSignal>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(LeadScoringDbContext).Assembly);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // Ids are compared byte by byte: the order of keys is then the same in the database and in the engine, whatever the locale.
        configurationBuilder.Properties<string>().UseCollation("C");
}
