using LeadScoring.Api.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class PublishedModelMapping : IEntityTypeConfiguration<PublishedModel>
{
    public void Configure(EntityTypeBuilder<PublishedModel> builder)
    {
        builder.ToTable("scoring_models");
        builder.HasKey(m => new { m.Key, m.Version });
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class ModelActivationMapping : IEntityTypeConfiguration<ModelActivation>
{
    public void Configure(EntityTypeBuilder<ModelActivation> builder)
    {
        builder.ToTable("model_activations");
        builder.HasKey(a => a.Number);
        builder.Property(a => a.Number).ValueGeneratedNever();
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class StoredSignalMapping : IEntityTypeConfiguration<StoredSignal>
{
    public void Configure(EntityTypeBuilder<StoredSignal> builder)
    {
        builder.ToTable("signals");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.UseSnakeCaseColumns();
    }
}
