using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Keys;

/// <summary>The key with which all others are made: from the configuration, or else made at the first start.</summary>
internal sealed class FirstKey(LeadScoringDbContext db, IOptions<KeyOptions> options, IHostEnvironment environment, AuditTrail audit, TimeProvider clock)
{
    private const string Switch = "--new-key";

    private const string Name = "first";

    /// <summary>Whether the program is only to print a key that can be configured.</summary>
    public static bool IsAskedFor(string[] arguments) => arguments is [Switch, ..];

    /// <summary>A key with all scopes that nobody knows yet, for <see cref="KeyOptions.First"/>.</summary>
    public static string New() => KeyFormat.Make(KeyFormat.NewId(), Scopes.All);

    /// <summary>Shows a key that is nowhere else. Not a line of the log, which is kept and read by many.</summary>
    public static void Print(string key) => Console.WriteLine($"The first key of this service, with all scopes. It is shown this once, so keep it:\n{key}");

    /// <summary>Stores the configured key, unless it was there before, whatever has become of it; without one makes a key where there never was any.</summary>
    /// <returns>The key that was made; null: none was.</returns>
    public async Task<string?> ProvideAsync(CancellationToken cancellationToken)
    {
        var given = string.IsNullOrWhiteSpace(options.Value.First) ? null : options.Value.First.Trim();
        if (given is null && environment.IsDevelopment())
        {
            // The developer's machine needs none.
            return null;
        }

        await using var transaction = await db.TakeTurnAsync(cancellationToken);
        var id = given is null ? null : KeyFormat.IdIn(given);
        if (await db.ApiKeys.AnyAsync(key => id == null || key.Id == id, cancellationToken))
        {
            return null;
        }

        var text = given ?? New();
        var row = RowOf(text);
        db.Add(row);
        audit.Add(db, AuditAction.KeyCreated, row.Id, new { row.Name, row.Source, row.Scopes });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return given is null ? text : null;
    }

    /// <summary>Its source is that of events without a key, so that what was sent before there were keys stays a repeat.</summary>
    private ApiKey RowOf(string text) => new()
    {
        Id = KeyFormat.IdIn(text)!,
        Name = Name,
        Source = IncomingEvent.DefaultSource,
        Scopes = [.. Scopes.All],
        Hash = KeyFormat.HashOf(text),
        CreatedAt = clock.GetUtcNow(),
    };
}

/// <summary>Keys are changed by one after the other, on whichever replica.</summary>
internal static class KeyTurns
{
    /// <summary>Of the advisory locks: "Keys".</summary>
    private const long ChangeLock = 0x4B657973;

    /// <summary>A transaction that nobody else who changes keys is in.</summary>
    public static async Task<IDbContextTransaction> TakeTurnAsync(this LeadScoringDbContext db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ChangeLock})", cancellationToken);
        return transaction;
    }
}
