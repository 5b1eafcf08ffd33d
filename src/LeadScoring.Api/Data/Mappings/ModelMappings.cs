using LeadScoring.Api.Models;
using LeadScoring.Api.Models.Backtests;
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
        builder.Property(a => a.IsPrimary).HasDefaultValue(true).HasSentinel(true);
        builder.Property(a => a.Action).HasDefaultValue(ModelAction.Published);
        builder.Property(a => a.Notify).HasDefaultValue(ModelNotify.All);
        builder.Property(a => a.BackfillLead).HasDefaultValue("");
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class ModelDraftMapping : IEntityTypeConfiguration<ModelDraft>
{
    public void Configure(EntityTypeBuilder<ModelDraft> builder)
    {
        builder.ToTable("model_drafts");
        builder.HasKey(d => d.Key);
        builder.Property(d => d.Revision).IsConcurrencyToken();
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class BacktestMapping : IEntityTypeConfiguration<Backtest>
{
    public void Configure(EntityTypeBuilder<Backtest> builder)
    {
        builder.ToTable("backtests");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.IsPrimary).HasDefaultValue(false);
        builder.Property(b => b.Result).HasColumnType("json").UseCollation(null);
        builder.HasIndex(b => new { b.RequestedAt, b.Id });
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class BacktestFlipMapping : IEntityTypeConfiguration<BacktestFlip>
{
    public void Configure(EntityTypeBuilder<BacktestFlip> builder)
    {
        builder.ToTable("backtest_flips");
        builder.HasKey(f => new { f.BacktestId, f.Number });
        builder.HasOne<Backtest>().WithMany().HasForeignKey(f => f.BacktestId).OnDelete(DeleteBehavior.Cascade);
        // Everything of a person.
        builder.HasIndex(f => f.LeadId);
        builder.Property(f => f.Details).HasColumnType("json").UseCollation(null);
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
