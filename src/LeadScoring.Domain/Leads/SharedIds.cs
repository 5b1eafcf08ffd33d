using System.Collections.Frozen;

namespace LeadScoring.Domain.Leads;

/// <summary>Ids that many people send, because some program had none to send.</summary>
public static class SharedIds
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        [
            "null", "nil", "none", "undefined", "nan", "true", "false", "unknown", "n/a", "na", "empty", "[object object]",
            "anonymous", "anon", "guest", "visitor", "user", "test", "demo", "admin", "root", "system", "default", "id", "userid", "user_id", "anonymousid", "anonymous_id",
            "distinctid", "distinct_id", "email", "not_authenticated", "unauthenticated", "-1",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether an id may stand for one person. Words such as <c>null</c>, <c>guest</c> or <c>undefined</c>, <c>-1</c>, and ids of nothing but zeros
    /// (with dashes, too) do not; capitals, blanks and quotation marks around them make no difference.
    /// </summary>
    public static bool IsPersonal(string id)
    {
        var bare = id.AsSpan().Trim(" \"'");
        return bare.ContainsAnyExcept("0-") && !Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare);
    }
}
