using LeadScoring.Api.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeadScoring.Api.Data.Mappings;

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.HasKey(a => new { a.Bucket, a.AccountId });
        builder.Property(a => a.Attributes).HasColumnType("json").UseCollation(null);
        // Accounts whose leads are still to be scored: nearly always none.
        builder.HasIndex(a => new { a.Bucket, a.AccountId }, "ix_accounts_unsettled").HasFilter("settled_version < version");
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class AccountEventMapping : IEntityTypeConfiguration<AccountEvent>
{
    public void Configure(EntityTypeBuilder<AccountEvent> builder)
    {
        builder.ToTable("account_events");
        builder.HasKey(e => new { e.Bucket, e.AccountId, e.Source, e.MessageId });
        builder.Property(e => e.Properties).HasColumnType("jsonb").UseCollation(null);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class AccountScoreMapping : IEntityTypeConfiguration<AccountScore>
{
    public void Configure(EntityTypeBuilder<AccountScore> builder)
    {
        builder.ToTable("account_scores");
        builder.HasKey(s => new { s.Bucket, s.AccountId, s.ModelKey });
        builder.Property(s => s.AccountId).IsRequired();
        builder.Property(s => s.Contributions).HasColumnType("json").UseCollation(null);
        builder.HasIndex(s => new { s.ModelKey, s.Total, s.AccountId }).IsDescending(false, true, false);
        builder.HasIndex(s => s.ValidUntil).HasFilter("valid_until IS NOT NULL");
        builder.HasIndex(s => s.Activation);
        builder.HasIndex(s => s.Position);
        builder.UseSnakeCaseColumns();
    }
}

internal sealed class DueAccountMapping : IEntityTypeConfiguration<DueAccount>
{
    public void Configure(EntityTypeBuilder<DueAccount> builder)
    {
        builder.ToTable("due_accounts");
        builder.HasKey(d => new { d.Bucket, d.AccountId, d.Transaction });
        builder.Property(d => d.Transaction).ValueGeneratedNever();
        builder.UseSnakeCaseColumns();
    }
}
