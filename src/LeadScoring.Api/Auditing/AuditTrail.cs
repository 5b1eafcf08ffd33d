using System.Text.Json;
using System.Text.Json.Serialization;
using LeadScoring.Api.Data;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace LeadScoring.Api.Auditing;

/// <summary>
/// Writes down who changed what, in the transaction of the change: neither is ever there without the other. Who it is, the request
/// says; what is done without one is done by the service itself.
/// </summary>
internal sealed class AuditTrail(IHttpContextAccessor requests, IdentityHashes hashes, TimeProvider clock)
{
    /// <summary>Somebody without a key: only the developer's own machine gets in without one.</summary>
    private const string Development = "development";

    /// <summary>Nobody asked: the service did it at its start.</summary>
    private const string Service = "service";

    /// <summary>A person of whom no hash can be made.</summary>
    private const string WithoutHash = "without-hash";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Adds an entry to what the context saves next.</summary>
    /// <param name="db">The context of the change.</param>
    /// <param name="action">See <see cref="AuditAction"/>.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="details">What matters of it; becomes JSON.</param>
    public void Add(LeadScoringDbContext db, string action, string subject, object details) => db.Add(EntryOf(action, subject, details));

    /// <summary>Adds an entry in the transaction that the connection is in, if it is in one.</summary>
    /// <inheritdoc cref="Add"/>
    public async Task AddAsync(NpgsqlConnection connection, string action, string subject, object details, CancellationToken cancellationToken)
    {
        var entry = EntryOf(action, subject, details);
        await using var command = new NpgsqlCommand("INSERT INTO audit_entries (id, at, key_id, by, action, subject, details) VALUES ($1, $2, $3, $4, $5, $6, $7)", connection)
        {
            Parameters =
            {
                new() { Value = entry.Id },
                new() { Value = entry.At },
                new() { Value = (object?)entry.KeyId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = entry.By },
                new() { Value = entry.Action },
                new() { Value = entry.Subject },
                new() { Value = entry.Details, NpgsqlDbType = NpgsqlDbType.Json },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stands for a person: whoever holds the key can tell whose entries these are, nobody else.</summary>
    public string Of(LeadKey person) => hashes.HasKey ? Convert.ToHexStringLower(hashes.Of(person)) : WithoutHash;

    private AuditEntry EntryOf(string action, string subject, object details)
    {
        var now = clock.GetUtcNow();
        var caller = requests.HttpContext?.User;
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            KeyId = caller?.KeyId(),
            By = caller is null ? Service : caller.KeyName() ?? Development,
            Action = action,
            Subject = subject,
            Details = JsonSerializer.Serialize(details, Json),
        };
    }
}
