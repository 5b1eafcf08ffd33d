using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Databases tell signals apart by these texts, so they are a format: another wording would make every stored signal a new one.</summary>
public sealed class CanonicalTests
{
    [Theory]
    [InlineData("""("Signed Up") keep 0 0 0 0 0 0 0 0 0""")]
    [InlineData("""("Signed In") keep 5 0 0 0 0 0 0 0 0""")]
    [InlineData("""("Onboarding Progressed" & "percent" Above Number:"50") keep 0 0 0 0 0 0 0 0 0""")]
    [InlineData("""("Pricing Page Viewed" & anonymous) keep 0 0 0 0 0 0 0 0 0""")]
    [InlineData("""("Invite Sent") of "inviteeEmail" keep 0 0 2 3 0 0 0 0 0""")]
    [InlineData("""("Feature Used" & "premium" OneOf Flag:"true" during ("Trial Started") until ("Trial Ended")) keep 0 0 0 0 0 0 0 0 0""")]
    public void A_definition_is_written_as_it_always_was(string canonical) =>
        Assert.Contains(canonical, ModelReader.Read(ModelTemplates.ProductLed).Signals.Select(signal => signal.Canonical), StringComparer.Ordinal);
}
