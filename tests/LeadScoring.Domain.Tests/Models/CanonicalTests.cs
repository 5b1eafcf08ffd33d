using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Databases tell signals apart by these texts, so they are a format: another wording would make every stored signal a new one.</summary>
public sealed class CanonicalTests
{
    [Theory]
    [InlineData("""("Signed Up")""")]
    [InlineData("""("Signed In") keep earliest 5""")]
    [InlineData("""("Onboarding Progressed" & "percent" Above Number:"50")""")]
    [InlineData("""("Pricing Page Viewed" & anonymous)""")]
    [InlineData("""("Invite Sent") of "inviteeEmail" keep distinctEarliest 2 keep distinctLatest 3""")]
    [InlineData("""("Feature Used" & "premium" OneOf Flag:"true" during ("Trial Started") until ("Trial Ended"))""")]
    public void A_definition_is_written_as_it_always_was(string canonical) =>
        Assert.Contains(canonical, ModelReader.Read(ModelTemplates.ProductLed).Signals.Select(signal => signal.Canonical), StringComparer.Ordinal);
}
