using System.Text.Json;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Leads;

public sealed class EmailDomainTests
{
    [Theory]
    [InlineData("ada@acme.example", "acme.example")]
    [InlineData("Ada@ACME.Example", "acme.example")]
    [InlineData("ada@mail.acme.example", "mail.acme.example")]
    [InlineData("ada+trial@acme.co.uk", "acme.co.uk")]
    [InlineData("\"a@b\"@acme.example", "acme.example")]
    [InlineData("ada@xn--mller-kva.example", "xn--mller-kva.example")]
    [InlineData("ada@1-2.3com.example", "1-2.3com.example")]
    [InlineData("ada@notgmail.com", "notgmail.com")]
    [InlineData("ada@gmail.com.example", "gmail.com.example")]
    [InlineData("ada@gmail.com", null)]
    [InlineData("ada@GoogleMail.com", null)]
    [InlineData("ada@yahoo.fr", null)]
    [InlineData("ada", null)]
    [InlineData("", null)]
    [InlineData("ada@", null)]
    [InlineData("ada@localhost", null)]
    [InlineData("ada@acme.", null)]
    [InlineData("ada@.example", null)]
    [InlineData("ada@acme..example", null)]
    [InlineData("ada@acme.example.", null)]
    [InlineData("ada@-acme.example", null)]
    [InlineData("ada@acme-.example", null)]
    [InlineData("ada@acme_inc.example", null)]
    [InlineData("ada@acme example.com", null)]
    [InlineData("Ada <ada@acme.example>", null)]
    [InlineData("ada@192.0.2.1", null)]
    [InlineData("ada@[192.0.2.1]", null)]
    [InlineData("ada@müller.example", null)]
    // The Kelvin sign, of which the lower case is a plain k.
    [InlineData("ada@\u212Aelvin.example", null)]
    [InlineData("ada@acme.example\u0000", null)]
    public void A_companys_domain_is_the_name_of_a_host_in_lower_case_that_gives_no_addresses_to_everybody(string email, string? domain) =>
        Assert.Equal(domain, EmailDomain.OfCompany(email));

    [Theory]
    [InlineData(63, 1, true)]
    [InlineData(64, 1, false)]
    [InlineData(61, 4, true)]
    [InlineData(62, 4, false)]
    public void A_domain_is_as_long_as_one_may_be(int label, int labels, bool isDomain)
    {
        // Four labels of 61 characters with a dot each, and five at the end, are 253.
        var domain = string.Concat(Enumerable.Repeat(new string('a', label) + ".", labels)) + "local";

        Assert.Equal(isDomain ? domain : null, EmailDomain.OfCompany("ada@" + domain));
    }

    [Fact]
    public void The_default_model_knows_all_personal_domains_and_they_could_be_companies_otherwise()
    {
        using var model = JsonDocument.Parse(ModelTemplates.ProductLed);
        var list = model.RootElement.GetProperty("lists").GetProperty("personal_email_domains").EnumerateArray().Select(item => item.GetString()!).ToList();

        Assert.Empty(PersonalMail.Domains.Except(list, StringComparer.Ordinal));
        Assert.All(PersonalMail.Domains, domain => Assert.Equal("not-" + domain, EmailDomain.OfCompany("ada@not-" + domain)));
    }
}
