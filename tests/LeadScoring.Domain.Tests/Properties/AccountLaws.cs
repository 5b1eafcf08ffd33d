using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>Whom a lead belongs to, whatever was written about it and in whatever order it came.</summary>
public sealed class AccountLaws
{
    private static readonly string?[] Accounts = [null, "", " ", "acme", "acme.example", "Acme.Example", "42"];

    private static readonly string?[] Emails = [null, "", "ada@acme.example", "ADA@ACME.EXAMPLE", "ada@other.example", "ada@gmail.com", "ada@localhost", "ada"];

    private sealed record Write(string Name, string? Value, Attributes.Stamp Stamp);

    [Fact]
    public void The_last_named_account_goes_before_the_domain_of_the_last_address_in_every_order_of_arrival() => Holds(dice =>
    {
        var writes = dice.Some(0, 8, () => dice.OneIn(2) ? Written(dice, "accountId", dice.Of(Accounts)) : Written(dice, "email", dice.Of(Emails)));
        // Of two with one stamp the first to come stays: that is one payload with one value.
        writes = [.. writes.DistinctBy(write => (write.Name, write.Stamp))];

        Assert.Equal(Expected(writes), AccountId.Of(Folded(dice.Shuffled(writes))));
    });

    [Fact]
    public void A_companys_domain_is_a_usable_id_and_does_not_depend_on_case() => Holds(dice =>
    {
        var email = string.Concat(dice.Some(0, 12, () => dice.Of("a", "Z", "7", "-", ".", "@", "com", "gmail", "_", "ü", " ", "\u212A", "\ud800")));

        var domain = EmailDomain.OfCompany(email);

        Assert.Equal(domain, EmailDomain.OfCompany(string.Concat(email.Select(each => char.IsAscii(each) ? char.ToUpperInvariant(each) : each))));
        if (domain is null) return;
        Assert.Matches("^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", domain);
        Assert.DoesNotContain(domain, PersonalMail.Domains);
        Assert.Equal(domain, EmailDomain.OfCompany("x@" + domain));
    });

    private static string? Expected(List<Write> writes)
    {
        var named = Last("accountId")?.Trim();
        return !string.IsNullOrEmpty(named) ? named : Last("email")?.ToUpperInvariant() switch
        {
            "ADA@ACME.EXAMPLE" => "acme.example",
            "ADA@OTHER.EXAMPLE" => "other.example",
            _ => null,
        };

        string? Last(string name) => writes.Where(write => write.Name == name).MaxBy(write => write.Stamp)?.Value;
    }

    private static Attributes Folded(IEnumerable<Write> writes)
    {
        var attributes = new Attributes();
        foreach (var write in writes)
        {
            attributes.Write(write.Name, write.Value is null ? null : AttributeValue.Of(write.Value), write.Stamp);
        }

        return attributes;
    }

    private static Write Written(Dice dice, string name, string? value) =>
        new(name, value, new Attributes.Stamp(Support.History.Day(dice.Below(4)), dice.Of("anon:a", "user:a"), dice.Of("m1", "m2")));

    private static void Holds(Action<Dice> law) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => law(new Dice(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
