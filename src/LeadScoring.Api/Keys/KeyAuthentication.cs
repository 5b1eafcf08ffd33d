using System.Security.Claims;
using System.Text.Encodings.Web;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Keys;

/// <summary>Finds out who calls by the key of the request, and says what is wrong with one that does not do.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeyRing ring, KeyUses uses, LocalDevelopment local, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Key";

    private const string NoKey = "Send a key: Authorization: Bearer KEY, or KEY as the user of Basic, or the header X-Write-Key. SDKs may send it as the member writeKey or api_key of the body.";
    private const string NotAKey = "The key is none of this service: its form or its checksum is wrong. Look for a slip of the pen, or a part that is missing.";

    /// <summary>Which of these it is is for those who manage keys to know.</summary>
    private const string NotTaken = "The key is not known, or it was revoked, or has expired, or has another secret now.";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var text = KeyPlaces.InHeaders(Request) ?? (MayHoldKey(Context.GetEndpoint()) ? await KeyPlaces.InBodyAsync(Request, Context.RequestAborted) : null);
        if (text is not null && ring.Find(text) is { } key)
        {
            uses.Note(key.Id);
            return TicketOf(key.Caller);
        }

        // SDKs want to have some key, and any will do here; but what looks like one of ours is meant to be one.
        if (text?.StartsWith(KeyFormat.Beginning, StringComparison.Ordinal) != true && local.IsCalling(Context))
        {
            return TicketOf(local.Caller);
        }

        return text is null ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(KeyFormat.IdIn(text) is null ? NotAKey : NotTaken);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var fault = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        var broken = fault is null ? Context.Features.Get<AnyBody>() : null;
        if (broken is { Status: StatusCodes.Status413PayloadTooLarge })
        {
            // It may hold a key, and SDKs that split what is too large go by the status.
            await AnswerAsync(broken.Status, "The body is too large.", broken.Fault!);
            return;
        }

        Response.Headers.WWWAuthenticate = fault is null ? "Bearer realm=\"LeadScoring\"" : "Bearer realm=\"LeadScoring\", error=\"invalid_token\"";
        await AnswerAsync(StatusCodes.Status401Unauthorized, fault is null ? "This needs a key." : "The key is not taken.", fault ?? (broken?.Fault is { } unread ? $"{NoKey} {unread}" : NoKey));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).FirstOrDefault(policy => policy is not null) is not { } scope)
        {
            return AnswerAsync(StatusCodes.Status403Forbidden, "Nobody may do this.", "The route declares no scope, which is a fault of this service.");
        }

        Response.Headers.WWWAuthenticate = $"Bearer realm=\"LeadScoring\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return AnswerAsync(StatusCodes.Status403Forbidden, "The key may not do this.", $"This needs a key with the scope {scope}; this one has {string.Join(", ", Context.User.OwnScopes())}.");
    }

    /// <summary>Routes that SDKs of others call.</summary>
    private static bool MayHoldKey(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<SdkEndpointAttribute>() is not null;

    private static AuthenticateResult TicketOf(ClaimsPrincipal caller) => AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName));

    private async Task AnswerAsync(int status, string title, string detail)
    {
        Response.StatusCode = status;
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = { Status = status, Title = title, Detail = detail } });
    }
}
