using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class AttributeSourcesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. LeadProfile.Names, "traits.team", "accountTraits.tier"];

    /// <summary>What is known of the one is known by any of its sources, and by nothing else.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_attribute_is_known_by_any_of_its_sources_and_by_nothing_else(string name)
    {
        var sources = AttributeSources.Of(name);

        Assert.All(sources.OfLead, source => Assert.True(IsKnown(name, lead => lead == source, _ => false), source));
        Assert.All(sources.OfAccount, source => Assert.True(IsKnown(name, _ => false, account => account == source), source));
        Assert.False(IsKnown(name, lead => !sources.OfLead.Contains(lead, StringComparer.Ordinal), account => !sources.OfAccount.Contains(account, StringComparer.Ordinal)));
    }

    private static bool IsKnown(string name, Func<string, bool> isOfLead, Func<string, bool> isOfAccount)
    {
        var (lead, account) = (new Attributes(), new Attributes());
        (string Name, string Value)[] ofLead = [("title", "VP Marketing"), ("department", "Sales"), ("plan", "pro"), ("seniority", "vp"), ("email", "a@customer.example"), ("country", "US"), ("traits.team", "red")];
        (string Name, string Value)[] ofAccount = [("industry", "SaaS"), ("region", "EMEA"), ("technologies", "Slack"), ("annualRevenue", "1"), ("fundingStage", "A"), ("country", "US"), ("domain", "customer.example"), ("employees", "12"), ("traits.tier", "gold")];
        foreach (var each in ofLead.Where(each => isOfLead(each.Name))) lead.Write(each.Name, AttributeValue.Of(each.Value), new Attributes.Stamp(Now, "user:ada", each.Name));
        foreach (var each in ofAccount.Where(each => isOfAccount(each.Name))) account.Write(each.Name, AttributeValue.Of(each.Value), new Attributes.Stamp(Now, "acme", each.Name));
        var profile = name == "departments" ? LeadProfile.OfAccount(account, null, lead["department"] is null ? 0 : 1) : new LeadProfile(lead, account);
        return profile[name] is not null;
    }
}
