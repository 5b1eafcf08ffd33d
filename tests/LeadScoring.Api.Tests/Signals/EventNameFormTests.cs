using LeadScoring.Api.Signals;

namespace LeadScoring.Api.Tests.Signals;

public sealed class EventNameFormTests
{
    [Theory]
    [InlineData("button_clicked", "Button Clicked", 1.0)]
    [InlineData("buttonClicked", "Button Clicked", 1.0)]
    [InlineData("BUTTON-CLICKED", "Button Clicked", 1.0)]
    [InlineData("buttonclicked", "Button Clicked", 1.0)]
    [InlineData("button.clicked ", "Button Clicked", 1.0)]
    [InlineData("HTMLPageViewed", "html page viewed", 1.0)]
    [InlineData("step1done", "Step 1 Done", 1.0)]
    [InlineData("Buttons Clicked", "Button Clicked", 0.95)]
    [InlineData("categories_viewed", "Category Viewed", 0.95)]
    [InlineData("box_opened", "Boxes Opened", 0.95)]
    [InlineData("clicked_button", "Button Clicked", 0.9)]
    [InlineData("Clicked Buttons", "Button Clicked", 0.9)]
    [InlineData("Buton Clicked", "Button Clicked", 0.92)]
    [InlineData("Trail Started", "Trial Started", 0.92)]
    [InlineData("Button Click", "Button Clicked", 0.85)]
    [InlineData("sign_in", "Signed In", 0.75)]
    [InlineData("butonclicked", "Button Clicked", 0.92)]
    [InlineData("intergration_conected", "Integration Connected", null)]
    [InlineData("intergrationconnected", "Integration Connected", 0.95)]
    [InlineData("Button Clicked", "Button Clicked", null)]
    [InlineData("Signed In", "Signed Up", null)]
    [InlineData("signedin", "signedup", null)]
    [InlineData("Data Imported", "Data Exported", null)]
    [InlineData("Email Subscribed", "Email Unsubscribed", null)]
    [InlineData("Trial Started", "Trial Ended", null)]
    [InlineData("Step 1 Completed", "Step 2 Completed", null)]
    [InlineData("record_updated", "Button Clicked", null)]
    [InlineData("🚀", "🎉", null)]
    [InlineData("🚀", "", null)]
    [InlineData("a", "b", null)]
    public void Names_that_are_written_almost_alike_are_told(string name, string other, double? likeness)
    {
        Assert.Equal(likeness, new EventNameForm(name).Likeness(new EventNameForm(other)));
        Assert.Equal(likeness, new EventNameForm(other).Likeness(new EventNameForm(name)));
    }

    [Fact]
    public void Long_names_are_compared_like_short_ones() =>
        Assert.Equal(0.99, new EventNameForm(new string('a', 200)).Likeness(new EventNameForm(new string('a', 198))));
}
