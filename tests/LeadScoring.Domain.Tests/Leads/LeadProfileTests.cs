using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class LeadProfileTests
{
    [Theory]
    [InlineData("120", 120.0)]
    [InlineData("1,200", 1_200.0)]
    [InlineData("51-200", 125.0)]
    [InlineData("51 – 200 employees", 125.0)]
    [InlineData("10,000+", 10_000.0)]
    [InlineData("500+ Employees", 500.0)]
    [InlineData("200-51", null)]
    [InlineData("-5", null)]
    [InlineData("many", null)]
    [InlineData("", null)]
    public void Company_sizes_are_read_as_they_are_sent(string text, double? employees) => Assert.Equal(employees, CompanySize.Parse(text));

    [Theory]
    [InlineData(24, 0)]
    [InlineData(25, 8)]
    [InlineData(49, 8)]
    [InlineData(50, 15)]
    [InlineData(500, 15)]
    [InlineData(501, 8)]
    [InlineData(1_000, 8)]
    [InlineData(1_001, 0)]
    [InlineData("11-50", 8)]
    [InlineData("51-200", 15)]
    public void Company_size_counts_by_ranges_with_both_ends_included(object employees, int points) =>
        Assert.Equal(points, Engine.OnDay(0, new History(), Profiles.Of([], ("employees", employees))).Line("company_size"));

    [Theory]
    [InlineData("VP Marketing", "vp")]
    [InlineData("Vice President of Sales", "vp")]
    [InlineData("Executive Vice President", "vp")]
    [InlineData("President", "c-level")]
    [InlineData("CTO", "c-level")]
    [InlineData("Chief Revenue Officer", "c-level")]
    [InlineData("Co-Founder & CEO", "c-level")]
    [InlineData("executive", "c-level")]
    [InlineData("Owner", "c-level")]
    [InlineData("Director of Engineering", "director")]
    [InlineData("Head of Growth", "director")]
    [InlineData("Product Manager", "manager")]
    [InlineData("Account Executive", "individual contributor")]
    [InlineData("Product Owner", "individual contributor")]
    [InlineData("Doctor", "individual contributor")]
    [InlineData("Software Engineer", "individual contributor")]
    [InlineData("  ", null)]
    public void Seniority_is_read_from_whole_words_of_the_title(string title, string? level) => Assert.Equal(level, Seniority.Of(title));

    [Fact]
    public void A_given_seniority_goes_before_the_title() =>
        Assert.Equal("director", Profiles.Of([("seniority", "Director"), ("title", "CEO")])["seniority"]!.Text);

    [Fact]
    public void The_country_is_the_accounts_else_the_leads()
    {
        Assert.Equal("DE", Profiles.Of([("country", "US")], ("country", "DE"))["country"]!.Text);
        Assert.Equal("US", Profiles.Of([("country", "US")], ("country", null))["country"]!.Text);
        Assert.Equal("US", Profiles.Of([("country", "US")], ("country", ""))["country"]!.Text);
    }

    [Fact]
    public void Traits_of_the_lead_and_of_the_account_have_names_of_their_own()
    {
        var profile = Profiles.Of([("traits.plan", "pro")], ("traits.plan", "free"));

        Assert.Equal(("pro", "free"), (profile["traits.plan"]!.Text, profile["accountTraits.plan"]!.Text));
    }

    [Fact]
    public void A_competitor_is_known_by_the_email_or_by_the_domain_of_the_account_and_counts_once()
    {
        var byEmail = Profiles.Of([("email", "Vera@Competitor.Example")]);
        var byAccount = Profiles.Of([("email", "vera@gmail.com")], ("domain", "competitor.example"));
        var byBoth = Profiles.Of([("email", "vera@competitor.example")], ("domain", "competitor.example"));

        foreach (var profile in new[] { byEmail, byAccount, byBoth })
        {
            var answer = Engine.OnDay(0, new History(), profile);
            Assert.Equal("disqualified:competitor", Assert.Single(answer.BlockedBy));
            Assert.Equal(-30, answer.Line("competitor"));
        }
    }

    [Fact]
    public void What_is_not_known_is_missing_and_no_bad_fit()
    {
        var unknown = Engine.OnDay(0, new History());
        var bad = Engine.OnDay(0, new History(), Profiles.Of([("title", "Student")], ("employees", 3), ("industry", "Mining"), ("technologies", new[] { "Excel" }), ("country", "XX")));

        Assert.Equal((0m, 0m), (unknown.Numbers.Fit.ToDecimal(), unknown.FitCoverage));
        Assert.Equal(["employees", "industry", "seniority", "technologies", "country"], unknown.FitMissing);
        Assert.Equal((0m, 1m), (bad.Numbers.Fit.ToDecimal(), bad.FitCoverage));
        Assert.Empty(bad.FitMissing);
        Assert.Equal(-8, bad.Numbers.FitRaw.ToDecimal()); // individual contributor 2, student -10
        Assert.Equal(8, bad.Line("fit_limit"));
    }

    [Theory]
    [InlineData("many", 0.0)]
    [InlineData("", 0.0)]
    [InlineData("7", 0.2)]
    public void A_value_that_cannot_be_read_is_not_known(string employees, double coverage) =>
        Assert.Equal((decimal)coverage, Engine.OnDay(0, new History(), Profiles.Of([], ("employees", employees))).FitCoverage);

    [Theory]
    [InlineData("vera@mit.edu", "Analyst", -10)]
    [InlineData("vera@MIT.EDU", "Analyst", -10)]
    [InlineData("vera@education.example", "Analyst", 0)]
    [InlineData("vera@x.example", "PhD Candidate", -10)]
    [InlineData("vera@x.example", "Studentship Manager", 0)]
    public void Students_are_known_by_the_end_of_the_domain_or_a_word_of_the_title(string email, string title, int points) =>
        Assert.Equal(points, Engine.OnDay(0, new History(), Profiles.Of([("email", email), ("title", title)])).Line("academic"));

    [Theory]
    [InlineData("Salesforce", 8)]
    [InlineData("salesforce", 8)]
    [InlineData("Slack", 4)]
    [InlineData("Excel", 0)]
    public void Any_tool_of_the_stack_may_match_whatever_its_case(string tool, int points) =>
        Assert.Equal(points, Engine.OnDay(0, new History(), Profiles.Of([], ("technologies", new[] { "Excel", tool }))).Line("tech_stack"));
}
