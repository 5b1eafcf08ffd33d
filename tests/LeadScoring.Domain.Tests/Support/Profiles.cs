using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Support;

/// <summary>Attributes for tests: a name with a text, a number, a list of texts, or null to clear it.</summary>
internal static class Profiles
{
    /// <summary>Fit 50 under the default model: 15 + 10 + 10 + 8 + 7.</summary>
    public static LeadProfile Perfect(string email = "vera@customer.example") => Of(
        [("title", "VP Marketing"), ("email", email)],
        [("employees", 120), ("industry", "SaaS"), ("technologies", new[] { "Salesforce" }), ("country", "US")]);

    public static LeadProfile Of((string Name, object? Value)[] lead, params (string Name, object? Value)[] account) =>
        new(Written(lead), Written(account));

    public static AttributeValue? Value(object? value) => value switch
    {
        null => null,
        string text => AttributeValue.Of(text),
        string[] items => AttributeValue.Of(items),
        int number => AttributeValue.Of(number),
        _ => AttributeValue.Of((double)value),
    };

    private static Attributes Written((string Name, object? Value)[] values)
    {
        var attributes = new Attributes();
        foreach (var (name, value) in values)
        {
            attributes.Write(name, Value(value), new Attributes.Stamp(History.Day0, "user:vera", "m"));
        }

        return attributes;
    }
}
