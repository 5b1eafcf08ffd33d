using System.Security.Cryptography;
using FluentValidation.Results;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Webhooks.FanOut;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Makes, shows and changes endpoints.</summary>
internal sealed class WebhookEndpoints(LeadScoringDbContext db, WebhookFormats formats, EndpointSecrets secrets, DispatchSignal dispatch, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Each crossing makes a message for each of them.</summary>
    public const int Most = 100;

    /// <summary>Messages of one statement.</summary>
    private const int MostDeletedAtOnce = 1_000;

    public async Task<IReadOnlyList<WebhookEndpointResponse>> ListAsync(CancellationToken cancellationToken) =>
        await ShowAsync(await db.WebhookEndpoints.AsNoTracking().OrderBy(endpoint => endpoint.CreatedAt).ThenBy(endpoint => endpoint.Id).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Endpoints as others may see them, with how they are doing.</summary>
    public async Task<IReadOnlyList<WebhookEndpointResponse>> ShowAsync(IReadOnlyCollection<WebhookEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var (now, failing) = (clock.GetUtcNow(), endpoints.Where(endpoint => endpoint.FailingSince is not null).Select(endpoint => endpoint.Id).ToArray());
        var reasons = failing.Length == 0 ? [] : await db.ReadLastErrorsAsync(failing, cancellationToken);
        return [.. endpoints.Select(endpoint => WebhookEndpointResponse.Of(endpoint, reasons.GetValueOrDefault(endpoint.Id), now))];
    }

    public Task<WebhookEndpoint?> FindAsync(Guid id, CancellationToken cancellationToken) => db.WebhookEndpoints.SingleOrDefaultAsync(endpoint => endpoint.Id == id, cancellationToken);

    /// <summary>
    /// Makes an endpoint. Nobody makes messages meanwhile: so the clock is read after every crossing that it must not be told, and
    /// before every one that it must be told.
    /// </summary>
    /// <returns>The endpoint and its secret; null when there are too many.</returns>
    /// <exception cref="SecretException">There is no key to encrypt its secret.</exception>
    public async Task<(WebhookEndpoint Endpoint, string Secret)?> CreateAsync(CreateWebhookEndpointRequest request, CancellationToken cancellationToken)
    {
        var (id, secret) = (Guid.CreateVersion7(clock.GetUtcNow()), RandomNumberGenerator.GetBytes(WebhookSignature.SecretLength));
        var endpoint = NewEndpoint(id, request, secret);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await connection.TakePlaceAsync(cancellationToken);
        var count = await db.WebhookEndpoints.CountAsync(cancellationToken);
        if (count >= Most)
        {
            return null;
        }

        if (count == 0)
        {
            // Nobody followed the feed while there was nobody to tell.
            await connection.MovePlaceAsync(ChangeCursor.Before(1 + await connection.ReadLastPositionAsync(cancellationToken)), cancellationToken);
        }

        endpoint.CreatedAt = endpoint.ChangedAt = clock.GetUtcNow();
        db.Add(endpoint);
        Note(AuditAction.EndpointCreated, endpoint);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (endpoint, WebhookSignature.Write(secret));
    }

    /// <returns>The endpoint, null when there is none; and what of the request cannot be meant for its format: then nothing is changed.</returns>
    /// <exception cref="SecretException">There is no key to encrypt its credentials.</exception>
    public async Task<(WebhookEndpoint? Endpoint, IReadOnlyList<ValidationFailure> Faults)> ChangeAsync(Guid id, ChangeWebhookEndpointRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } endpoint)
        {
            return (null, []);
        }

        var members = formats.Find(endpoint.Format) is { } format ? FormatMembers.Of(format, request, endpoint.Url) : new FormatMembers(null, null, []);
        if (members.Faults.Count > 0)
        {
            return (endpoint, members.Faults);
        }

        var (url, box) = secrets.SealAddress(id, endpoint.Format, request.Url, members);
        endpoint.Url = url ?? endpoint.Url;
        endpoint.Settings = members.Settings ?? endpoint.Settings;
        endpoint.Credentials = box ?? endpoint.Credentials;
        endpoint.Description = request.Gives("description") ? request.Description : endpoint.Description;
        endpoint.Filters = request.Gives("filters") ? (request.Filters ?? new WebhookFilters()).Write() : endpoint.Filters;
        endpoint.NotifyAgainAfter = request.Gives("notifyAgainAfter") ? request.NotifyAgainAfter is { } text ? IsoDuration.Parse(text) : null : endpoint.NotifyAgainAfter;
        endpoint.ChangedAt = clock.GetUtcNow();
        Note(AuditAction.EndpointChanged, endpoint);
        await db.SaveChangesAsync(cancellationToken);
        return (endpoint, []);
    }

    /// <summary>Sends again from where it was: what waits is due now.</summary>
    public async Task<WebhookEndpoint?> EnableAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } endpoint)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        (endpoint.DisabledAt, endpoint.DisabledBecause, endpoint.PausedUntil, endpoint.FailingSince, endpoint.FailuresInARow, endpoint.ChangedAt) = (null, null, null, null, 0, now);
        Note(AuditAction.EndpointEnabled, endpoint);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await ((NpgsqlConnection)db.Database.GetDbConnection()).MakeDueAsync(id, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        dispatch.Set();
        return endpoint;
    }

    /// <summary>Sends nothing any more. Messages go on being made, and wait.</summary>
    public Task<WebhookEndpoint?> DisableAsync(Guid id, CancellationToken cancellationToken) => DisableAsync(id, AuditAction.EndpointDisabled, cancellationToken);

    private async Task<WebhookEndpoint?> DisableAsync(Guid id, string action, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } endpoint)
        {
            return null;
        }

        endpoint.DisabledBecause ??= "Somebody disabled it.";
        endpoint.ChangedAt = clock.GetUtcNow();
        endpoint.DisabledAt ??= endpoint.ChangedAt;
        Note(action, endpoint);
        await db.SaveChangesAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>Gives an endpoint another secret. Each one before signs, too, for a day from when it was replaced, so that receivers can be changed meanwhile.</summary>
    /// <exception cref="SecretException">There is no key to encrypt its secret.</exception>
    public async Task<WebhookSecretResponse?> RotateSecretAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of two rotations at once each hands out a secret that signs.
        if (await db.WebhookEndpoints.FromSql($"SELECT * FROM webhook_endpoints WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken) is not { } endpoint)
        {
            return null;
        }

        var (secret, formerUntil) = secrets.Rotate(endpoint, clock.GetUtcNow());
        Note(AuditAction.EndpointSecretRotated, endpoint);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new WebhookSecretResponse(WebhookSignature.Write(secret), formerUntil);
    }

    /// <summary>Deletes an endpoint with its messages. These go first and in parts: there may be many. From the first step on it is noted as deleted.</summary>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await DisableAsync(id, AuditAction.EndpointDeleted, cancellationToken) is null)
        {
            return false;
        }

        int deleted;
        do
        {
            deleted = await db.Database.ExecuteSqlAsync(
                $"DELETE FROM webhook_deliveries WHERE (bucket, id) IN (SELECT bucket, id FROM webhook_deliveries WHERE endpoint_id = {id} LIMIT {MostDeletedAtOnce} FOR UPDATE SKIP LOCKED)", cancellationToken);
        }
        while (deleted > 0);

        return await db.WebhookEndpoints.Where(endpoint => endpoint.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private WebhookEndpoint NewEndpoint(Guid id, CreateWebhookEndpointRequest request, byte[] secret)
    {
        var format = formats.Find(request.Format ?? WebhookFormat.Standard)!;
        var members = FormatMembers.Of(format, request);
        var (url, box) = secrets.SealAddress(id, format.Name, request.Url, members);
        return new WebhookEndpoint
        {
            Id = id,
            Url = url ?? ((ICrmFormat)format).UsualUrl!,
            Format = format.Name,
            Description = request.Description,
            Filters = (request.Filters ?? new WebhookFilters()).Write(),
            Settings = members.Settings ?? "{}",
            NotifyAgainAfter = request.NotifyAgainAfter is { } text ? IsoDuration.Parse(text) : null,
            Secret = secrets.SealSecret(id, secret),
            FormerSecrets = FormerSecret.None,
            Credentials = box,
        };
    }

    /// <summary>Not its address, which often holds a secret.</summary>
    private void Note(string action, WebhookEndpoint endpoint) => audit.Add(db, action, endpoint.Id.ToString(), new { endpoint.Format });
}
