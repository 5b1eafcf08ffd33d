using LeadScoring.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace LeadScoring.Design;

/// <summary>
/// Gives `dotnet ef` a context without starting the service. Adding and checking migrations never opens the
/// connection; "database update" works on the one that ConnectionStrings__LeadScoring names.
/// </summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<LeadScoringDbContext>
{
    public LeadScoringDbContext CreateDbContext(string[] args)
    {
        var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__LeadScoring")
            ?? "Host=localhost;Database=leadscoring";
        return new LeadScoringDbContext(
            new DbContextOptionsBuilder<LeadScoringDbContext>().UseNpgsql(connectionString).Options);
    }
}
