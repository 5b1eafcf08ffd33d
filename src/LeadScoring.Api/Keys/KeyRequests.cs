using System.Text.Json.Serialization;
using FluentValidation;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Keys;

/// <summary>A key to be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class CreateKeyRequest
{
    internal const int MostCharacters = 100;

    internal const string Example =
        """
        { "name": "product backend", "scopes": ["ingest"], "source": "backend" }
        """;

    internal const string ReadExample =
        """
        { "name": "CRM sync of Acme Partners", "scopes": ["leads:read"], "expiresAt": "2027-03-01T00:00:00Z" }
        """;

    /// <summary>Whose it is, at most 100 characters. It stands beside what is done with the key, such as in the history of models.</summary>
    public string? Name { get; init; }

    /// <summary>What it may do: of <c>ingest</c>, <c>leads:read</c>, <c>models:manage</c>, <c>webhooks:manage</c>, <c>privacy</c>, <c>keys:manage</c>; none implies another. Only scopes that the caller's own key has.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>From when on it opens nothing any more; left out: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The source of events that are sent with it, at most 100 characters; left out: its name. The same message id from two sources is
    /// two events, so a key that takes the place of another one gets the source of that.
    /// </summary>
    public string? Source { get; init; }
}

/// <summary>How the secret that a key has so far ends.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RotateKeyRequest
{
    internal const string Example = """{ "formerUntil": "2027-01-01T00:00:00Z" }""";

    /// <summary>Until when the secret of so far is taken as well. Left out: for 24 hours. A time that has passed ends it at once.</summary>
    public DateTimeOffset? FormerUntil { get; init; }
}

/// <summary>A key to be revoked.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RevokeKeyRequest
{
    internal const string Example = """{ "evenIfLast": true }""";

    /// <summary>Whether it is revoked even if it is the last one that can make keys.</summary>
    public bool EvenIfLast { get; init; }
}

internal sealed class CreateKeyRequestValidator : AbstractValidator<CreateKeyRequest>
{
    public CreateKeyRequestValidator(TimeProvider clock)
    {
        RuleFor(request => request.Name).Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage("name is missing: say whose key it is.").Storable(CreateKeyRequest.MostCharacters);
        RuleFor(request => request.Scopes).Must(scopes => scopes is { Count: > 0 }).WithMessage($"scopes is missing: give one or more of {string.Join(", ", Scopes.All)}.");
        RuleForEach(request => request.Scopes).Must(scope => Scopes.All.Contains(scope, StringComparer.Ordinal)).WithMessage($"scopes must be of {string.Join(", ", Scopes.All)}.");
        RuleFor(request => request.ExpiresAt).Must(time => time is null || time > clock.GetUtcNow()).WithMessage("expiresAt must be in the future; leave it out for a key that does not expire.").PlausibleTime();
        RuleFor(request => request.Source).Must(source => source is null || !string.IsNullOrWhiteSpace(source)).WithMessage("source must not be empty; leave it out to use the name.").Storable(CreateKeyRequest.MostCharacters);
    }
}

internal sealed class RotateKeyRequestValidator : AbstractValidator<RotateKeyRequest>
{
    public RotateKeyRequestValidator() => RuleFor(request => request.FormerUntil).PlausibleTime();
}
