using LeadScoring.Api.Events;
using LeadScoring.Api.Quarantine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class QuarantinedEventMapping : IEntityTypeConfiguration<QuarantinedEvent>
{
    public void Configure(EntityTypeBuilder<QuarantinedEvent> builder)
    {
        builder.ToTable("quarantined_events");
        builder.HasKey(q => q.Id);
        builder.Property(q => q.Id).ValueGeneratedNever();
        // What was kept before there were keys came from whoever could reach the service.
        builder.Property(q => q.Source).HasDefaultValue(IncomingEvent.DefaultSource);
        // The list, and what is beyond the bound: the sizes lie in the index, so that summing them up reads no row.
        builder.HasIndex(q => new { q.FirstReceivedAt, q.Id }).IncludeProperties(q => q.Size);
        builder.HasIndex(q => new { q.Code, q.FirstReceivedAt, q.Id });
        // Everything of a person.
        builder.HasIndex(q => q.Identities).HasMethod("gin");
        builder.UseSnakeCaseColumns();
    }
}
