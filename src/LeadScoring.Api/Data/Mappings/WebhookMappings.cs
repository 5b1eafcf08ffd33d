using LeadScoring.Api.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class WebhookEndpointMapping : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("webhook_endpoints");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Filters).HasColumnType("json").UseCollation(null);
        builder.Property(e => e.Settings).HasColumnType("json").UseCollation(null);
        builder.Property(e => e.FormerSecrets).HasColumnType("json").HasDefaultValueSql("'[]'").UseCollation(null);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.HasKey(d => new { d.Bucket, d.Id });
        builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(d => d.EndpointId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(d => d.Payload).HasColumnType("json").UseCollation(null);
        builder.Property(d => d.People).HasColumnType("jsonb").UseCollation(null).HasComputedColumnSql(WebhookDelivery.PeopleInPayload, stored: true);
        builder.HasIndex(d => d.People).HasMethod("gin");
        // What is to be tried; nearly always little.
        builder.HasIndex(d => new { d.EndpointId, d.NextAttemptAt }).HasFilter("state = 'waiting'");
        // The log of an endpoint, and what it was told about a lead.
        builder.HasIndex(d => new { d.EndpointId, d.CreatedAt, d.Id });
        builder.HasIndex(d => new { d.Bucket, d.LeadId, d.EndpointId, d.Kind, d.CreatedAt });
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class WebhookAttemptMapping : IEntityTypeConfiguration<WebhookAttempt>
{
    public void Configure(EntityTypeBuilder<WebhookAttempt> builder)
    {
        builder.ToTable("webhook_attempts");
        builder.HasKey(a => new { a.Bucket, a.DeliveryId, a.Number });
        builder.HasOne<WebhookDelivery>().WithMany().HasForeignKey(a => new { a.Bucket, a.DeliveryId }).OnDelete(DeleteBehavior.Cascade);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class WebhookProgressMapping : IEntityTypeConfiguration<WebhookProgress>
{
    public void Configure(EntityTypeBuilder<WebhookProgress> builder)
    {
        builder.ToTable("webhook_progress");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.HasData(new WebhookProgress { Id = 1 });
        builder.UseSnakeCaseColumns();
    }
}
