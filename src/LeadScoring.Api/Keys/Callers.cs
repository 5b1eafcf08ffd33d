using System.Security.Claims;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Keys;

/// <summary>Who calls: a key, or somebody on the developer's machine.</summary>
internal static class Callers
{
    /// <summary>The claim of each scope.</summary>
    public const string Scope = "scope";

    private const string SourceClaim = "source";
    private const string NameClaim = "name";
    private const string KeyClaim = "key";

    public static ClaimsPrincipal Of(ApiKey key) => Make(key.Scopes, [new Claim(KeyClaim, key.Id), new Claim(NameClaim, key.Name), new Claim(SourceClaim, key.Source)]);

    /// <summary>Somebody who may do everything and has no name.</summary>
    public static ClaimsPrincipal Anybody() => Make(Scopes.All, [new Claim(SourceClaim, IncomingEvent.DefaultSource)]);

    /// <summary>The name of the caller's key; null without one.</summary>
    public static string? KeyName(this ClaimsPrincipal caller) => caller.Identity?.Name;

    /// <summary>The id of the caller's key; null without one.</summary>
    public static string? KeyId(this ClaimsPrincipal caller) => caller.FindFirst(KeyClaim)?.Value;

    /// <summary>The source of what the caller sends.</summary>
    public static string Source(this ClaimsPrincipal caller) => caller.FindFirst(SourceClaim)!.Value;

    /// <summary>What the caller may do.</summary>
    public static IEnumerable<string> OwnScopes(this ClaimsPrincipal caller) => caller.FindAll(Scope).Select(claim => claim.Value);

    private static ClaimsPrincipal Make(IEnumerable<string> scopes, IEnumerable<Claim> about) =>
        new(new ClaimsIdentity([.. scopes.Select(scope => new Claim(Scope, scope)), .. about], KeyAuthentication.SchemeName, NameClaim, roleType: null));
}
