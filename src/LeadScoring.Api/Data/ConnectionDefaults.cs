namespace LeadScoring.Api.Data;

/// <summary>What holds for connections where the connection string does not say otherwise.</summary>
internal static class ConnectionDefaults
{
    /// <summary>
    /// Times are in seconds, but for the cancellation's milliseconds. A connection is made, or becomes free, within 2; a statement
    /// answers within 4. After that the server is asked to cancel it, which may take two more connections (with and without TLS)
    /// of 2 each: so 8 in all until a request learns that the database hangs. The same few statements come again and again, so
    /// they are prepared, and planned once for whatever their parameters are: to look at the parameters first takes longer than most
    /// of them do. Encryption by Kerberos is not tried: images without its libraries would look for them at each connection. A replica
    /// that freezes within a transaction keeps its locks for 10 seconds, then the server ends it.
    /// </summary>
    private const string Settings = "Timeout=2;Command Timeout=4;Cancellation Timeout=1000;Max Auto Prepare=100;Auto Prepare Min Usages=2;GSS Encryption Mode=Disable;Options=-c idle_in_transaction_session_timeout=10s -c plan_cache_mode=force_generic_plan;";

    /// <summary>The connection string with what it leaves open. Of a setting that is given twice the last one holds.</summary>
    public static string Complete(string? connectionString) => Settings + connectionString;
}
