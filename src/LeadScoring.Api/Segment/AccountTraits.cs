using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Segment;

/// <summary>The attributes of a company in the traits of a group, or in <c>company</c> of a person's, by their usual names (docs/intake.md lists them).</summary>
internal static class AccountTraits
{
    private const int MostTechnologies = 200;

    /// <returns>Null when nothing is said at all.</returns>
    public static JsonElement? ToPayload(JsonElement traits) => traits.GetPropertyCount() == 0 ? null : new TraitMap(traits)
        .Map("name", TraitMap.Text(500), "name")
        .Map("domain", Domain, "domain", "website")
        .Map("employees", Employees, "employees", "employee_count", "employeeCount", "companySize", "company_size", "size")
        .Map("industry", TraitMap.Text(200), "industry")
        .Map("country", TraitMap.Text(100), "country", "address.country")
        .Map("region", TraitMap.Text(100), "region")
        .Map("technologies", Technologies, "technologies")
        .Map("annualRevenue", TraitMap.Number, "annualRevenue", "annual_revenue")
        .Map("fundingStage", TraitMap.Text(100), "fundingStage", "funding_stage")
        .ToPayload();

    /// <summary>The host of an address, without the www that most have.</summary>
    private static object? Domain(JsonElement value)
    {
        if (TraitMap.Text(2_000)(value) is not string text)
        {
            return null;
        }

        var address = text.Trim();
        var start = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var host = address[start..].Split('/', '?', '#', ':')[0];
        host = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
        return host.Length is > 0 and <= 253 ? host : null;
    }

    private static object? Employees(JsonElement value) =>
        TraitMap.Number(value) ?? (TraitMap.Text(50)(value) is string text && CompanySize.Parse(text) is not null ? text : null);

    private static object? Technologies(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostTechnologies && value.EnumerateArray().All(item => TraitMap.Text(200)(item) is not null)
            ? value
            : null;
}
