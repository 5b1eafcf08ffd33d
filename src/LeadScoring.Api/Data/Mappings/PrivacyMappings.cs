using LeadScoring.Api.Privacy;
using LeadScoring.Api.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class ErasedIdentityMapping : IEntityTypeConfiguration<ErasedIdentity>
{
    public void Configure(EntityTypeBuilder<ErasedIdentity> builder)
    {
        builder.ToTable("erased_identities");
        builder.HasKey(e => new { e.Bucket, e.Hash });
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class IdentityMentionMapping : IEntityTypeConfiguration<IdentityMention>
{
    public void Configure(EntityTypeBuilder<IdentityMention> builder)
    {
        builder.ToTable("identity_mentions");
        builder.HasKey(m => new { m.Bucket, m.Identity, m.MentionedBy });
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class RetentionProgressMapping : IEntityTypeConfiguration<RetentionProgress>
{
    public void Configure(EntityTypeBuilder<RetentionProgress> builder)
    {
        builder.ToTable("retention_progress");
        builder.HasKey(p => p.Bucket);
        builder.Property(p => p.Bucket).ValueGeneratedNever();
        builder.UseSnakeCaseColumns();
    }
}
