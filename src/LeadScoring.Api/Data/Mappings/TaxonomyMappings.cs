using LeadScoring.Api.Signals;
using LeadScoring.Api.TrackingPlans;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class EventNameMapping : IEntityTypeConfiguration<EventName>
{
    public void Configure(EntityTypeBuilder<EventName> builder)
    {
        builder.ToTable("event_names");
        builder.HasKey(e => e.Name);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class TrackingPlanVersionMapping : IEntityTypeConfiguration<TrackingPlanVersion>
{
    public void Configure(EntityTypeBuilder<TrackingPlanVersion> builder)
    {
        builder.ToTable("tracking_plans");
        builder.HasKey(p => p.Version);
        builder.Property(p => p.Version).ValueGeneratedNever();
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class PlanViolationMapping : IEntityTypeConfiguration<PlanViolation>
{
    public void Configure(EntityTypeBuilder<PlanViolation> builder)
    {
        builder.ToTable("plan_violations");
        builder.HasKey(v => new { v.Event, v.Property, v.Problem });
        builder.UseSnakeCaseColumns();
    }
}
