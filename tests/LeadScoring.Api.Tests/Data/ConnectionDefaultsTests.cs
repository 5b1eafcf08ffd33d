using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

public sealed class ConnectionDefaultsTests
{
    [Fact]
    public void A_connection_string_that_says_nothing_of_time_gives_up_soon()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionDefaults.Complete("Host=db"));

        Assert.Equal((2, 4, 100), (settings.Timeout, settings.CommandTimeout, settings.MaxAutoPrepare));
        Assert.Equal(GssEncryptionMode.Disable, settings.GssEncryptionMode);
    }

    [Theory]
    [InlineData("Command Timeout=30;Max Auto Prepare=0")]
    [InlineData("CommandTimeout=30;maxautoprepare=0")]
    public void What_a_connection_string_says_holds(string given)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionDefaults.Complete("Host=db;" + given));

        Assert.Equal((2, 30, 0), (settings.Timeout, settings.CommandTimeout, settings.MaxAutoPrepare));
    }
}
