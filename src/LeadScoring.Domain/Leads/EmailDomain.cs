namespace LeadScoring.Domain.Leads;

/// <summary>The domain of an email address.</summary>
public static class EmailDomain
{
    private const int MostCharacters = 253;
    private const int MostOfLabel = 63;

    /// <summary>What follows the last @, as it is written; null when there is no @.</summary>
    public static string? Of(string email) => email.LastIndexOf('@') is >= 0 and var sign ? email[(sign + 1)..] : null;

    /// <summary>
    /// The domain in lower case, where it can be a company's: the name of a host, of two parts or more, at which not everybody can
    /// have an address. It counts whole: <c>mail.acme.example</c> is not <c>acme.example</c>. A name with other letters than those
    /// of ASCII has several spellings, <c>xn--</c> among them, and only that one counts.
    /// </summary>
    /// <returns>The domain, or null.</returns>
    public static string? OfCompany(string email)
    {
        if (Of(email) is not { Length: <= MostCharacters } domain || !IsHost(domain))
        {
            return null;
        }

        var name = domain.ToLowerInvariant();
        return PersonalMail.Domains.Contains(name) ? null : name;
    }

    private static bool IsHost(ReadOnlySpan<char> domain)
    {
        foreach (var label in domain.Split('.'))
        {
            if (!IsLabel(domain[label]))
            {
                return false;
            }
        }

        // Digits at the end make an address of four numbers.
        return domain.LastIndexOf('.') is > 0 and var dot && domain[(dot + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        foreach (var each in label)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each != '-')
            {
                return false;
            }
        }

        return label.Length is > 0 and <= MostOfLabel && label[0] != '-' && label[^1] != '-';
    }
}
