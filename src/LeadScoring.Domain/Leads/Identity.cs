namespace LeadScoring.Domain.Leads;

/// <summary>Under which kind of id a person is seen.</summary>
public enum IdentityKind
{
    /// <summary>An id given by the product when somebody signed up or logged in.</summary>
    User,

    /// <summary>An id of a visitor who has not said who they are.</summary>
    Anonymous,
}

/// <summary>One id under which a person is seen. Two identities are equal when kind and value are, character by character.</summary>
/// <param name="Kind">User or anonymous.</param>
/// <param name="Value">The id as the product sent it.</param>
public readonly record struct Identity(IdentityKind Kind, string Value) : IComparable<Identity>
{
    private const string AnonymousPrefix = "anon:";
    private const string UserPrefix = "user:";

    /// <summary>A user id.</summary>
    public static Identity User(string value) => new(IdentityKind.User, value);

    /// <summary>An anonymous id.</summary>
    public static Identity Anonymous(string value) => new(IdentityKind.Anonymous, value);

    /// <summary>Reads the form that <see cref="Key"/> writes.</summary>
    /// <exception cref="FormatException">The key starts with neither <c>user:</c> nor <c>anon:</c>.</exception>
    public static Identity FromKey(string key) =>
        key.StartsWith(UserPrefix, StringComparison.Ordinal) ? User(key[UserPrefix.Length..])
        : key.StartsWith(AnonymousPrefix, StringComparison.Ordinal) ? Anonymous(key[AnonymousPrefix.Length..])
        : throw new FormatException($"'{key}' is not the key of an identity.");

    /// <summary>Reads an id as it stands in a path: <c>anon:ID</c> is an anonymous id, anything else a user id.</summary>
    public static Identity FromPath(string id) =>
        id.StartsWith(AnonymousPrefix, StringComparison.Ordinal) ? Anonymous(id[AnonymousPrefix.Length..]) : User(id);

    /// <summary>The unambiguous form, <c>user:ID</c> or <c>anon:ID</c>, under which an identity is stored.</summary>
    public string Key => (Kind == IdentityKind.User ? UserPrefix : AnonymousPrefix) + Value;

    /// <summary>How a lead of this name appears in answers and paths: the user id itself, or <c>anon:ID</c>.</summary>
    public string LeadId => Kind == IdentityKind.User ? Value : Key;

    /// <summary>Ordinal order of the keys.</summary>
    public int CompareTo(Identity other)
    {
        var byKind = string.CompareOrdinal(Kind == IdentityKind.User ? UserPrefix : AnonymousPrefix, other.Kind == IdentityKind.User ? UserPrefix : AnonymousPrefix);
        return byKind != 0 ? byKind : string.CompareOrdinal(Value, other.Value);
    }
}
