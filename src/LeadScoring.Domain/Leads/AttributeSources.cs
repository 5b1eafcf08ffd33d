namespace LeadScoring.Domain.Leads;

/// <summary>The attributes of leads and of accounts that <see cref="LeadProfile"/> makes an attribute of fit criteria of; any of them may do.</summary>
/// <param name="OfLead">Names of attributes of leads.</param>
/// <param name="OfAccount">Names of attributes of accounts.</param>
public sealed record AttributeSources(IReadOnlyList<string> OfLead, IReadOnlyList<string> OfAccount)
{
    private const string AccountTraits = "accountTraits.";

    /// <summary>The sources of an attribute that a fit criterion names.</summary>
    public static AttributeSources Of(string name) => name switch
    {
        "title" or "department" or "plan" => new([name], []),
        "seniority" => new(["seniority", "title"], []),
        "emailDomain" => new(["email"], []),
        "departments" => new(["department"], []),
        "country" => new(["country"], ["country"]),
        "accountDomain" => new([], ["domain"]),
        _ when name.StartsWith("traits.", StringComparison.Ordinal) => new([name], []),
        _ when name.StartsWith(AccountTraits, StringComparison.Ordinal) => new([], ["traits." + name[AccountTraits.Length..]]),
        _ => new([], [name]),
    };
}
