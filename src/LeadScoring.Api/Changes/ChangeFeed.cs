using LeadScoring.Api.Data;
using Npgsql;

namespace LeadScoring.Api.Changes;

/// <summary>
/// Reads the feed of changes. Rows stand in it by the transaction that wrote them, and it ends before the first transaction that has
/// not ended: so what was read once stays as it is, and everything that comes stands behind it (docs/decisions/0010).
/// </summary>
internal sealed class ChangeFeed(Transactions transactions)
{
    /// <summary>How soon a reader who waits sees a change.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Changes behind a place; where there are none, waits for some as long as was asked for.</summary>
    public async Task<ChangesResponse> ReadAsync(ChangesQuery query, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (query.Wait * 1_000L);
        var after = await BeginAsync(query, cancellationToken);
        while (true)
        {
            var answer = await transactions.ReadAsync((connection, ct) => ReadAsync(connection, query, after, ct), cancellationToken);
            if (answer.Items.Count > 0 || Environment.TickCount64 >= until)
            {
                return answer;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<ChangeCursor> BeginAsync(ChangesQuery query, CancellationToken cancellationToken) =>
        query.IsLatest ? ChangeCursor.Before(1 + await transactions.ReadAsync((connection, ct) => connection.ReadLastPositionAsync(ct), cancellationToken))
        : query.After is null ? ChangeCursor.Start
        : ChangeCursor.Read(query.After)!.Value;

    private static async Task<ChangesResponse> ReadAsync(NpgsqlConnection connection, ChangesQuery query, ChangeCursor after, CancellationToken cancellationToken)
    {
        // One more of each than the answer has, to know whether there is more.
        var most = query.Limit + 1;
        List<(ChangeCursor Place, ChangeItem Item)> found = [];
        if (query.Wants(ChangeItem.TransitionType))
        {
            found.AddRange((await connection.ReadTransitionsAsync(after, most, cancellationToken)).Select(each => (each.Place, ChangeItem.Of(each.Row))));
        }

        if (query.Wants(ChangeItem.ScoreType))
        {
            found.AddRange((await connection.ReadScoresAsync(after, most, cancellationToken)).Select(each => (each.Place, ChangeItem.Of(each.Row))));
        }

        if (query.Wants(ChangeItem.AccountType))
        {
            found.AddRange((await connection.ReadAccountsAsync(after, most, cancellationToken)).Select(each => (each.Place, ChangeItem.Of(each.Row))));
        }

        var page = found.OrderBy(each => each.Place).Take(query.Limit).ToList();
        return new ChangesResponse([.. page.Select(each => each.Item)], (page.Count == 0 ? after : page[^1].Place).Write(), found.Count > page.Count);
    }
}
