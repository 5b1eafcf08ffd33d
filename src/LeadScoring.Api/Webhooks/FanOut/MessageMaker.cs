using LeadScoring.Api.Changes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.Formats;
using LeadScoring.Domain.Models;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadScoring.Api.Webhooks.FanOut;

/// <summary>
/// Makes messages of crossings: follows the feed of changes from where the last one stopped, and stores the messages and the new place
/// in one transaction. So each crossing makes its messages once, whoever is killed when (docs/decisions/0013).
/// </summary>
internal sealed class MessageMaker(Transactions transactions, ModelCatalog models, Audience audience, WebhookFormats formats, WebhookMetrics metrics, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>Crossings of one transaction.</summary>
    public const int MostCrossings = 200;

    /// <summary>Messages of one transaction, each of up to 20 kB, so that it stays within the time that a statement may take.</summary>
    private const int MostMessages = 1_000;

    /// <summary>Makes messages of the crossings that come next.</summary>
    /// <returns>Whether there may be more right away.</returns>
    public async Task<bool> MakeSomeAsync(CancellationToken cancellationToken)
    {
        var (mayBeMore, messages) = await transactions.WriteAsync(MakeSomeAsync, cancellationToken);
        metrics.Made(messages);
        return mayBeMore;
    }

    private async Task<(bool MayBeMore, IReadOnlyList<NewMessage> Messages)> MakeSomeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.TryTakePlaceAsync(cancellationToken) is not { } place)
        {
            return (false, []);
        }

        var listeners = await connection.ReadListenersAsync(cancellationToken);
        var most = Math.Clamp(MostMessages / Math.Max(1, listeners.Count), 1, MostCrossings);
        var page = await connection.ReadAllTransitionsAsync(place, most, cancellationToken);
        if (page.Count == 0 || listeners.Count == 0)
        {
            return (false, []);
        }

        var messages = await MakeAsync(connection, listeners, [.. page.Select(each => each.Row)], cancellationToken);
        if (messages.Count > 0)
        {
            await connection.InsertMessagesAsync(messages, clock.GetUtcNow(), cancellationToken);
        }

        await connection.MovePlaceAsync(page[^1].Place, cancellationToken);
        return (page.Count == most, messages);
    }

    private async Task<List<NewMessage>> MakeAsync(NpgsqlConnection connection, List<Listener> listeners, List<Transition> crossings, CancellationToken cancellationToken)
    {
        var wanted = crossings.Select(crossing => (Crossing: crossing, Listeners: listeners.FindAll(listener => audience.MayHear(listener, crossing)))).Where(each => each.Listeners.Count > 0).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var versions = await KnownVersionsAsync(wanted.Select(each => (each.Crossing.ModelKey, each.Crossing.ModelVersion)), cancellationToken);
        var context = await MessageContext.ReadAsync(connection, [.. wanted.Select(each => each.Crossing)], cancellationToken);
        List<(NewMessage Message, Listener Listener)> messages = [];
        foreach (var (crossing, interested) in wanted)
        {
            var told = interested.FindAll(listener => audience.Hears(listener, crossing, context.AccountIdOf(crossing)));
            if (told.Count > 0)
            {
                var payload = MessageBuilder.Build(crossing, context, versions.GetValueOrDefault((crossing.ModelKey, crossing.ModelVersion)));
                messages.AddRange(told.Select(listener => (MessageOf(crossing, listener, payload), listener)));
            }
        }

        return await DampAsync(connection, messages, cancellationToken);
    }

    /// <summary>A replica that has just put a model into force may be ahead of this one.</summary>
    private async Task<IReadOnlyDictionary<(string Key, int Version), ScoringModel>> KnownVersionsAsync(IEnumerable<(string Key, int Version)> needed, CancellationToken cancellationToken)
    {
        if (needed.Any(version => !models.Snapshot.Versions.ContainsKey(version)))
        {
            await models.RefreshAsync(cancellationToken);
        }

        return models.Snapshot.Versions;
    }

    private NewMessage MessageOf(Transition crossing, Listener listener, string payload) => new(
        Guid.CreateVersion7(clock.GetUtcNow()), listener.Id, new LeadKey(crossing.Bucket, crossing.LeadId), crossing.Sequence,
        crossing.Spike is null ? crossing.Kind : $"{crossing.Kind}:{crossing.Spike}", crossing.ModelKey, payload);

    /// <summary>Marks the messages that say again what the endpoint was told a short time ago.</summary>
    private async Task<List<NewMessage>> DampAsync(NpgsqlConnection connection, List<(NewMessage Message, Listener Listener)> messages, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<(NewMessage Message, DateTimeOffset Since)> asked = [.. messages
            .Select(each => (each.Message, Since: now - QuietTimeOf(each.Message, each.Listener)))
            .Where(each => each.Since < now)];
        var told = (await connection.FindToldAsync(asked, cancellationToken)).Select(number => asked[number].Message.Id).ToHashSet();
        var (quiet, seen) = (asked.Select(each => each.Message.Id).ToHashSet(), new HashSet<(Guid, LeadKey, string, string)>());
        return messages.ConvertAll(each => each.Message with
        {
            // Of two in this very set the first is told.
            IsDamped = quiet.Contains(each.Message.Id) && (told.Contains(each.Message.Id) || !seen.Add(each.Message.News)),
        });
    }

    /// <summary>What keeps the latest state must not miss any.</summary>
    private TimeSpan QuietTimeOf(NewMessage message, Listener listener) => formats.Find(listener.Format) is { KeepsLatest: true } ? TimeSpan.Zero
        : listener.NotifyAgainAfter ?? (message.Kind.StartsWith(TransitionKind.Spike + ":", StringComparison.Ordinal) ? options.Value.SpikeCooldown : TimeSpan.Zero);
}
