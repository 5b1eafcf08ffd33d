using LeadScoring.Api.Scoring;
using Npgsql;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>Tries a model on leads, chunk by chunk.</summary>
internal abstract class Trial
{
    /// <summary>Whether accounts are looked at as well, after the leads.</summary>
    public virtual bool LooksAtAccounts => false;

    /// <summary>Looks at a chunk of leads. When it throws, it has counted none of them.</summary>
    /// <returns>The leads that flip.</returns>
    public abstract Task<IReadOnlyList<FoundFlip>> LookAtLeadsAsync(NpgsqlConnection connection, IReadOnlyList<TriedLead> leads, CancellationToken cancellationToken);

    /// <summary>Looks at a chunk of accounts. When it throws, it has counted none of them.</summary>
    public virtual Task LookAtAccountsAsync(NpgsqlConnection connection, IReadOnlyList<LeadKey> accounts, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What came of it, as JSON.</summary>
    /// <param name="skippedLeads">How many leads could not be read.</param>
    /// <param name="skippedAccounts">How many accounts could not be read.</param>
    public abstract string ResultWith(long skippedLeads, long skippedAccounts);
}
