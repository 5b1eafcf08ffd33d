using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Http;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Segment;

/// <summary>The attributes of a person in the traits of an identify, by their usual names (docs/intake.md lists them).</summary>
internal static class LeadTraits
{
    /// <summary>Numbers of seconds since 1970 stay below this for 3,000 years; numbers of milliseconds have been above it since 1973.</summary>
    private const double LeastMilliseconds = 1e11;

    /// <summary>What a call says of a person: attributes, the account that they name, and under <c>company</c> attributes of an account.</summary>
    public static IncomingItem Identify(SdkCall call, JsonElement traits)
    {
        var (accountId, company) = (AccountIdIn(traits) ?? call.AccountId, CompanyIn(traits));
        return call.Identify(ToPayload(traits, accountId), accountId ?? (company is null ? null : DomainOf(company.Value, traits)), company is null ? null : AccountTraits.ToPayload(company.Value));
    }

    private static JsonElement ToPayload(JsonElement traits, string? accountId)
    {
        var map = new TraitMap(traits);
        return map
            .Map("email", Email, "email")
            .Map("name", TraitMap.Text(500), "name")
            .Otherwise("name", FullName(map))
            .Map("title", TraitMap.Text(500), "title", "jobTitle", "job_title", "position")
            .Map("seniority", TraitMap.Text(100), "seniority")
            .Map("department", TraitMap.Text(200), "department")
            .Map("country", TraitMap.Text(100), "country", "address.country")
            .Map("signedUpAt", Time, "createdAt", "created_at", "signedUpAt")
            .Map("plan", TraitMap.Text(100), "plan")
            .Otherwise("accountId", accountId)
            .ToPayload();
    }

    /// <summary>The account that the traits name, where its id can be used.</summary>
    private static string? AccountIdIn(JsonElement traits) =>
        (CompanyIn(traits) is { } company ? LenientReader.UsableId(company, "id") : null) ?? LenientReader.UsableId(traits, "companyId");

    private static JsonElement? CompanyIn(JsonElement traits) => ItemReader.Member(traits, "company") is { ValueKind: JsonValueKind.Object } company ? company : null;

    /// <summary>The account of a company that has no id of its own: the one of the person's address, to which they belong as long as they name none.</summary>
    private static string? DomainOf(JsonElement company, JsonElement traits) =>
        ItemReader.Member(company, "id") is null && ItemReader.Member(traits, "email") is { } value && Email(value) is string email ? EmailDomain.OfCompany(email) : null;

    private static object? Email(JsonElement value) =>
        TraitMap.Text(320)(value) is string email && PlausibleValues.IsEmail(email) ? email : null;

    private static string? FullName(TraitMap map)
    {
        string?[] parts = [map.TextAt("firstName", 250) ?? map.TextAt("first_name", 250), map.TextAt("lastName", 249) ?? map.TextAt("last_name", 249)];
        return parts.OfType<string>().ToArray() is { Length: > 0 } names ? string.Join(' ', names) : null;
    }

    /// <summary>A time as in RFC 3339, or seconds or milliseconds since 1970; until 2099, since beyond lies a slip of units.</summary>
    private static object? Time(JsonElement value)
    {
        DateTimeOffset? time = value.ValueKind switch
        {
            JsonValueKind.Number when value.GetDouble() is >= 0 and < LeastMilliseconds and var seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
            JsonValueKind.Number when value.GetDouble() is >= LeastMilliseconds and < 1e13 and var milliseconds => DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds),
            JsonValueKind.String when ClientTime.TryParse(value.GetString()!, out var parsed) => parsed,
            _ => null,
        };
        return time is { } read && PlausibleValues.IsTime(read) ? Rfc3339.Format(read) : null;
    }
}
