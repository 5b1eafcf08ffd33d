using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Privacy;

/// <summary>How to erase somebody.</summary>
public sealed class ErasureQuery
{
    /// <summary>Whether nothing is to be stored of the person from now on, whoever sends it. <c>false</c>: what comes later makes a new lead, and ids that were suppressed are let in again.</summary>
    /// <example>true</example>
    [FromQuery(Name = "suppress")]
    public bool Suppress { get; init; } = true;
}

/// <summary>What was erased.</summary>
/// <param name="Identities">All ids that the person had: user ids, and <c>anon:ID</c>. They are kept nowhere; whoever keeps a copy of leads has to be told of them.</param>
/// <param name="Suppressed">Whether nothing is stored of these ids any more.</param>
/// <param name="Events">How many entries their log had; 0 where nothing was known of the id.</param>
public sealed record ErasureResponse(IReadOnlyList<string> Identities, bool Suppressed, int Events);
