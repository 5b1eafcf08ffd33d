using System.Security.Cryptography;
using System.Text;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Accounts;

/// <summary>
/// What an account's log has in place of the message id of a person's call. Clients make such ids of whatever they have, addresses too, and
/// what was said of a company stays when the person is erased. A repeat of the call has the same one.
/// </summary>
internal static class AccountMessageId
{
    /// <summary>Half of SHA-256: no two of the ids that are ever sent share it.</summary>
    private const int Bytes = 16;

    /// <summary>An id that the service made says nothing of anybody, and stays: of two from one millisecond the later one is to win.</summary>
    public static string Of(string messageId) =>
        ServerMessageId.IsOne(messageId) ? messageId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, Bytes));
}
