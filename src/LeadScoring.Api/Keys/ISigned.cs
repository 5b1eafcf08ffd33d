using System.Security.Claims;

namespace LeadScoring.Api.Keys;

/// <summary>A request that says who makes it.</summary>
internal interface ISigned
{
    string? By { get; set; }
}

/// <summary>Who has signed what.</summary>
internal static class Signing
{
    /// <summary>The request, signed by the caller's key, which is surer than what it says itself.</summary>
    public static T SignedBy<T>(this T request, ClaimsPrincipal caller) where T : ISigned
    {
        request.By = caller.KeyName() ?? request.By;
        return request;
    }
}
