using System.Reflection;
using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LeadScoring.Api.Tests.Data;

/// <summary>While a release is rolled out, the one before goes on working with tables that are migrated already.</summary>
public sealed class MigrationRuleTests
{
    /// <summary>Nobody runs what was before it.</summary>
    private const string LastBeforeTheFirstRelease = "20261123025454_SecretsAndTrials";

    /// <summary>Migrations that do more than add, each with the reason why the release before does not mind.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal);

    [Fact]
    public void Migrations_since_the_first_release_only_add()
    {
        Assert.Contains(LastBeforeTheFirstRelease, Schema.Migrations, StringComparer.Ordinal);
        Assert.Subset(Schema.Migrations.ToHashSet(StringComparer.Ordinal), Exceptions.Keys.ToHashSet(StringComparer.Ordinal));

        var faults = typeof(Schema).Assembly.GetTypes()
            .Select(type => (Type: type, type.GetCustomAttribute<MigrationAttribute>()?.Id))
            .Where(each => string.CompareOrdinal(each.Id, LastBeforeTheFirstRelease) > 0 && !Exceptions.ContainsKey(each.Id!))
            .SelectMany(each => MigrationRules.FaultsOf(each.Type).Select(fault => $"{each.Id}: {fault}"));

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Quarantine")]
    [InlineData("Links")]
    [InlineData("AttributesAsJson", "AlterColumn changes", "AlterColumn changes")]
    [InlineData("Changes", "Sql changes", "ix_", "ix_")]
    public void The_rule_tells_what_would_disturb_the_release_before(string migration, params string[] faults)
    {
        var told = MigrationRules.FaultsOf(typeof(Schema).Assembly.GetType("LeadScoring.Api.Data.Migrations." + migration)!).ToList();

        Assert.True(faults.Length == told.Count && faults.Zip(told).All(each => each.Second.StartsWith(each.First, StringComparison.Ordinal)), string.Join('\n', told));
    }

    [Fact]
    public void An_index_of_a_table_that_is_in_use_is_made_concurrently_and_can_be_begun_again()
    {
        var (alone, again) = (new MigrationBuilder(null), new MigrationBuilder(null));
        alone.CreateIndex("ix_leads_x", "leads", "x").Annotation("Npgsql:CreatedConcurrently", true);
        again.Sql("DROP INDEX CONCURRENTLY IF EXISTS ix_leads_x", suppressTransaction: true);
        again.CreateIndex("ix_leads_x", "leads", "x").Annotation("Npgsql:CreatedConcurrently", true);

        Assert.Equal("ix_leads_x needs DROP INDEX CONCURRENTLY IF EXISTS ix_leads_x before it.", Assert.Single(MigrationRules.FaultsOf(alone.Operations)));
        Assert.Empty(MigrationRules.FaultsOf(again.Operations));
    }
}
