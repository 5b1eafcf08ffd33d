using System.Net.Sockets;
using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Tests.Data;

public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData("08006")] // the connection broke
    [InlineData("25006")] // read-only
    [InlineData("28P01")] // the password is wrong
    [InlineData("3D000")] // no such database
    [InlineData("40001")] // serialization failed
    [InlineData("40P01")] // deadlock
    [InlineData("53100")] // the disk is full
    [InlineData("53200")] // out of memory
    [InlineData("53300")] // too many connections
    [InlineData("57014")] // cancelled
    [InlineData("57P01")] // shut down by an administrator
    [InlineData("57P02")] // shut down by a crash
    [InlineData("57P03")] // starting up, or recovering
    [InlineData("58030")] // the disk fails
    public void States_of_the_server_pass(string sqlState) => Assert.True(DatabaseFaults.IsAway(Refusal(sqlState)));

    [Theory]
    [InlineData("22P02")] // a value that is none
    [InlineData("23514")] // a check
    [InlineData("42P01")] // no such table
    [InlineData("XX001")] // damaged data
    public void What_is_wrong_with_a_statement_or_with_the_data_does_not(string sqlState) => Assert.False(DatabaseFaults.IsAway(Refusal(sqlState)));

    [Fact]
    public void Time_outs_and_names_that_cannot_be_resolved_pass_also_where_others_have_wrapped_them()
    {
        Assert.True(DatabaseFaults.IsAway(new NpgsqlException("x", new TimeoutException())));
        Assert.True(DatabaseFaults.IsAway(new InvalidOperationException("x", new NpgsqlException("x", new IOException()))));
        Assert.True(DatabaseFaults.IsAway(new SocketException((int)SocketError.HostNotFound)));
    }

    [Fact]
    public void A_client_that_hangs_up_is_no_fault_of_the_database() =>
        Assert.False(DatabaseFaults.IsAway(new IOException("x", new SocketException((int)SocketError.ConnectionReset))));

    private static PostgresException Refusal(string sqlState) => new("no", "ERROR", "ERROR", sqlState);
}
