namespace LeadScoring.Domain.Leads;

/// <summary>Which account a lead belongs to. It follows from the lead's own attributes alone, so the order of arrival does not matter.</summary>
public static class AccountId
{
    /// <summary>The account that is named, else the company's domain of the email address, see <see cref="EmailDomain.OfCompany"/>.</summary>
    /// <returns>The id, or null for no account.</returns>
    public static string? Of(Attributes lead) =>
        lead["accountId"] is { Text.Length: > 0 } named ? named.Text
        : lead["email"] is { } email ? EmailDomain.OfCompany(email.Text)
        : null;
}
