using System.Globalization;

namespace LeadScoring.Domain.Leads;

/// <summary>
/// What fit criteria look at: the attributes in force of the lead and of its account, or of an account alone, with those that are read out of others.
/// <c>seniority</c> is given or read from <c>title</c>; <c>emailDomain</c> comes from <c>email</c>; <c>country</c> is the
/// account's, else the lead's; <c>employees</c> is read as a number (see <see cref="CompanySize"/>); <c>departments</c> is how many
/// different ones the people of an account are of.
/// </summary>
public sealed class LeadProfile
{
    private static readonly string[] OfLead = ["title", "department", "plan"];
    private static readonly string[] OfAccountAlone = ["industry", "region", "technologies", "annualRevenue", "fundingStage"];

    private const string Departments = "departments";

    private readonly Dictionary<string, AttributeValue> _values = new(StringComparer.Ordinal);

    /// <summary>Nothing is known.</summary>
    public static readonly LeadProfile Unknown = new(new Attributes(), new Attributes());

    /// <summary>The profile of a lead and its account; an account without attributes for a lead that has none.</summary>
    public LeadProfile(Attributes lead, Attributes account)
    {
        SignedUpAt = SignUpOf(lead);
        foreach (var name in OfLead)
        {
            Set(name, lead[name]);
        }

        foreach (var name in OfAccountAlone)
        {
            Set(name, account[name]);
        }

        Set("country", lead["country"]);
        Set("country", account["country"]);
        Set("accountDomain", account["domain"]);
        Set("employees", account["employees"] is { Number: null } size
            ? CompanySize.Parse(size.Text) is { } number ? AttributeValue.Of(number) : null
            : account["employees"]);
        Set("seniority", (Seniority.Of(lead["seniority"]?.Text) ?? Seniority.Of(lead["title"]?.Text)) is { } level ? AttributeValue.Of(level) : null);
        Set("emailDomain", lead["email"] is { } email && EmailDomain.Of(email.Text) is { } domain ? AttributeValue.Of(domain) : null);
        SetTraits(lead, "traits.");
        SetTraits(account, "accountTraits.");
    }

    private LeadProfile(Attributes account, DateTimeOffset? firstSignUp, int departments)
        : this(new Attributes(), account)
    {
        (IsOfAccount, SignedUpAt) = (true, firstSignUp);
        Set(Departments, departments > 0 ? AttributeValue.Of(departments) : null);
    }

    private LeadProfile(LeadProfile other)
    {
        (IsOfAccount, SignedUpAt) = (other.IsOfAccount, other.SignedUpAt);
        foreach (var (name, value) in other._values)
        {
            Set(name, value);
        }
    }

    /// <summary>The profile of an account: what is known of the company, and nothing of its people but when the first of them signed up and of how many departments they are.</summary>
    /// <param name="account">The account's attributes.</param>
    /// <param name="firstSignUp">The earliest <see cref="SignUpOf"/> of its leads, UTC; null when none of them has one.</param>
    /// <param name="departments">The number of different departments of its leads, <see cref="Scoring.AccountPeople.Departments"/>; 0 when none is known.</param>
    public static LeadProfile OfAccount(Attributes account, DateTimeOffset? firstSignUp, int departments) => new(account, firstSignUp, departments);

    /// <summary>When a lead signed up, as its attributes say, UTC; null when they do not.</summary>
    public static DateTimeOffset? SignUpOf(Attributes lead) =>
        lead["signedUpAt"] is { } signedUp && DateTimeOffset.TryParse(signedUp.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Whether this is the profile of an account: then the thresholds of accounts hold.</summary>
    public bool IsOfAccount { get; }

    /// <summary>The same with one attribute more. A title that becomes known says the seniority, too, unless that is known.</summary>
    internal LeadProfile With(string attribute, AttributeValue value)
    {
        var with = new LeadProfile(this);
        with.Set(attribute, value);
        if (attribute == "title" && this["seniority"] is null)
        {
            with.Set("seniority", Seniority.Of(value.Text) is { } level ? AttributeValue.Of(level) : null);
        }

        return with;
    }

    /// <summary>When the lead signed up, as its attributes say; of an account, when the first of its leads did. Null when that is not known.</summary>
    public DateTimeOffset? SignedUpAt { get; }

    /// <summary>The attributes a fit criterion may name, beside <c>traits.NAME</c> and <c>accountTraits.NAME</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. OfLead, .. OfAccountAlone, "country", "accountDomain", "employees", "seniority", "emailDomain", Departments];

    /// <summary>Whether the attribute can be known at all: an account has no title, and a lead no number of departments.</summary>
    public bool CanHave(string name) =>
        name == Departments ? IsOfAccount : !IsOfAccount || name is "country" or "accountDomain" or "employees" || name.StartsWith("accountTraits.", StringComparison.Ordinal) || OfAccountAlone.Contains(name);

    /// <summary>The value of an attribute, or null when it is not known.</summary>
    public AttributeValue? this[string name] => _values.GetValueOrDefault(name);

    private void Set(string name, AttributeValue? value)
    {
        if (value is not null && (value.Text.Length > 0))
        {
            _values[name] = value;
        }
    }

    private void SetTraits(Attributes attributes, string prefix)
    {
        foreach (var (name, entry) in attributes.Entries)
        {
            if (name.StartsWith("traits.", StringComparison.Ordinal))
            {
                Set(prefix + name["traits.".Length..], entry.Value);
            }
        }
    }
}
