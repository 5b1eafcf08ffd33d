using Npgsql;

namespace LeadScoring.Api.Webhooks.Sending;

/// <summary>A message that this process is to send, until its lease ends.</summary>
/// <param name="Bucket">The bucket of its lead or account.</param>
/// <param name="Id">Its id.</param>
/// <param name="LeaseId">Tells this claim from those of others, before and after.</param>
/// <param name="Payload">The message as JSON.</param>
/// <param name="BegunAt">Since when it is tried.</param>
/// <param name="Step">How many attempts there were since then.</param>
/// <param name="IsTest">Whether it is about no crossing, so that it is tried once and says nothing about the endpoint.</param>
internal sealed record Claim(short Bucket, Guid Id, Guid LeaseId, string Payload, DateTimeOffset BegunAt, int Step, bool IsTest)
{
    /// <summary>The columns of a claim, of the messages as <c>d</c>.</summary>
    public const string Columns = $"d.bucket, d.id, d.lease_id, d.payload, d.begun_at, d.step, d.kind = '{DeliveryKind.Test}'";

    /// <summary>Runs a statement that returns <see cref="Columns"/>.</summary>
    public static async Task<List<Claim>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<Claim> claims = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Add(new Claim(reader.GetInt16(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt32(5), reader.GetBoolean(6)));
        }

        return claims;
    }
}
