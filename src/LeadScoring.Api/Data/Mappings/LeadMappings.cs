using LeadScoring.Api.Changes;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class LeadEventMapping : IEntityTypeConfiguration<LeadEvent>
{
    public void Configure(EntityTypeBuilder<LeadEvent> builder)
    {
        builder.ToTable("events");
        builder.HasKey(e => new { e.Bucket, e.Identity, e.Source, e.MessageId });
        builder.Property(e => e.Properties).HasColumnType("jsonb").UseCollation(null);
        builder.Property(e => e.Context).HasColumnType("jsonb").UseCollation(null);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class LeadMapping : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> builder)
    {
        builder.ToTable("leads");
        builder.HasKey(l => new { l.Bucket, l.LeadId });
        // Read with every event and never searched: json comes back as it was written, jsonb would be put together each time.
        builder.Property(l => l.Attributes).HasColumnType("json").UseCollation(null);
        // Room in each page, so that a new digest stays beside the old one and no index has to be touched (HOT).
        builder.HasStorageParameter("fillfactor", 70);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class LeadScoreMapping : IEntityTypeConfiguration<LeadScore>
{
    public void Configure(EntityTypeBuilder<LeadScore> builder)
    {
        builder.ToTable("lead_scores");
        builder.HasKey(s => new { s.Bucket, s.LeadId, s.ModelKey });
        // The list of leads by total; PQLs are few, so they have a list of their own.
        builder.HasIndex(s => new { s.ModelKey, s.Total, s.LeadId }).IsDescending(false, true, false);
        builder.HasIndex(s => new { s.ModelKey, s.Total, s.LeadId }, "ix_lead_scores_pql").IsDescending(false, true, false).HasFilter("is_pql");
        // What the worker looks for: rows that time, a model or an account has made due.
        builder.HasIndex(s => s.ValidUntil).HasFilter("valid_until IS NOT NULL");
        builder.HasIndex(s => s.Activation);
        builder.HasIndex(s => new { s.AccountId, s.AccountVersion }).HasFilter("account_id IS NOT NULL");
        // The feed of changes. Rows of one transaction share a position; they are few enough to be sorted.
        builder.HasIndex(s => s.Position);
        builder.Property(s => s.Spikes).HasDefaultValue("");
        builder.Property(s => s.BlockedBy).HasDefaultValue("");
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class TransitionMapping : IEntityTypeConfiguration<Transition>
{
    public void Configure(EntityTypeBuilder<Transition> builder)
    {
        builder.ToTable("transitions");
        builder.HasKey(t => new { t.Bucket, t.LeadId, t.Sequence });
        builder.HasIndex(t => t.Position);
        // What was written before there were several models was about the only one, and was told.
        builder.Property(t => t.IsPrimary).HasDefaultValue(true).HasSentinel(true);
        builder.Property(t => t.Notify).HasDefaultValue(true).HasSentinel(true);
        builder.Property(t => t.BlockedByBefore).HasDefaultValue("");
        builder.Property(t => t.BlockedByAfter).HasDefaultValue("");
        builder.Property(t => t.Contributions).HasColumnType("json").UseCollation(null).HasDefaultValue(CrossingReasons.None);
        builder.Property(t => t.Events).HasColumnType("json").UseCollation(null).HasDefaultValue(CrossingReasons.None);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class FeedOriginMapping : IEntityTypeConfiguration<FeedOrigin>
{
    public void Configure(EntityTypeBuilder<FeedOrigin> builder)
    {
        builder.ToTable("feed_origin");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.HasData(new FeedOrigin { Id = 1, Base = 0 });
        builder.UseSnakeCaseColumns();
    }
}
