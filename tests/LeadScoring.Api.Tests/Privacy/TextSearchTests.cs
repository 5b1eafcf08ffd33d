using System.Globalization;
using System.Text;
using LeadScoring.Api.Privacy;

namespace LeadScoring.Api.Tests.Privacy;

public sealed class TextSearchTests
{
    private const string Address = "zoë+1@customer.example";

    private readonly TextSearch _search = new([Address, "c:\\zelda-90417", "anything else", "🦊-90417"]);

    [Theory]
    [InlineData("""{"note":"for zoë+1@customer.example"}""")]
    [InlineData("""{"note":"for ZOË+1@Customer.Example"}""")]
    [InlineData("""{"note":"for zo\u00eb\u002B1\u0040customer.example"}""")]
    [InlineData("""{"note":"for \u005a\u004F\u00cb+1@customer.example"}""")]
    [InlineData("""{"note":"{\"to\":\"zo\\u00eb+1\\u0040customer.example\"}"}""")]
    [InlineData("""{"note":"{\"note\":\"{\\\"to\\\":\\\"zo\\\\u00eb+1@customer.example\\\"}\"}"}""")]
    [InlineData("""a path, c:\zelda-90417, as it is""")]
    [InlineData("""{"note":"a path, c:\\zelda-90417"}""")]
    [InlineData("""{"note":"\ud83e\udd8a-90417"}""")]
    [InlineData("""{"note":"\u00 \x \🦊-90417""")]
    public void A_text_is_found_in_whatever_case_and_however_it_is_escaped(string json) => Assert.True(_search.IsIn(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("\\")]
    [InlineData("""{"note":"for zoe+1@customer.example"}""")]
    [InlineData("""{"note":"c:\\\zelda\u002-90417\u"}""")]
    public void What_is_another_text_is_not_found(string json) => Assert.False(_search.IsIn(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Bytes_that_are_no_text_hide_nothing_that_follows() =>
        Assert.All((byte[][])[[0xff], [0xe2, 0x82], [0xf0, 0x9f, 0xa6], [0xc3], [0]], bytes => Assert.True(_search.IsIn([.. bytes, .. Encoding.UTF8.GetBytes(Address), .. bytes])));

    [Fact]
    public void Whichever_characters_are_escaped_how_often_the_text_is_found_after_any_other_item()
    {
        var dice = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var written = Address;
            for (var level = dice.Next(4); level > 0; level--) written = string.Concat(written.Select(each => Escape(each, dice)));
            Assert.True(_search.IsIn(Encoding.UTF8.GetBytes($"{new string('\\', dice.Next(2) * 2)}{new string('z', dice.Next(99))}{written}")), written);
            Assert.False(_search.IsIn(Encoding.UTF8.GetBytes(written[..^1])), written);
        }
    }

    private static string Escape(char each, Random dice) =>
        dice.Next(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}") : each is '\\' or '"' ? "\\" + each : each.ToString();
}
