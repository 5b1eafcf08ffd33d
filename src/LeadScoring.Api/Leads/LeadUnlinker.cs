using System.Text.Json;
using LeadScoring.Api.Auditing;
using LeadScoring.Api.Data;
using LeadScoring.Api.Events;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using Npgsql;

namespace LeadScoring.Api.Leads;

/// <summary>What became of a wish to take an identity out of a lead.</summary>
internal enum Unlinking
{
    /// <summary>The identity is a lead of its own now.</summary>
    Done,

    /// <summary>Nothing was ever received under the lead's id.</summary>
    NoSuchLead,

    /// <summary>The identity does not belong to the lead, or is the one that names it.</summary>
    NotLinked,
}

/// <summary>Takes identities out of leads, where a link was wrong.</summary>
internal sealed class LeadUnlinker(Transactions transactions, LeadRescorer rescorer, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Undoes the link of an identity. Whatever was linked to it goes along.</summary>
    public Task<Unlinking> UnlinkAsync(Identity lead, Identity identity, string source, CancellationToken cancellationToken) =>
        transactions.WriteAsync((connection, ct) => UnlinkAsync(connection, lead, identity, source, ct), cancellationToken);

    private async Task<Unlinking> UnlinkAsync(NpgsqlConnection connection, Identity lead, Identity identity, string source, CancellationToken cancellationToken)
    {
        var links = await connection.ReadPathsAsync([LeadKey.Of(lead), LeadKey.Of(identity)], cancellationToken);
        if ((await connection.ReadLeadsAsync([LeadKey.Of(lead)], cancellationToken)).Count == 0)
        {
            return Unlinking.NoSuchLead;
        }

        if (links[identity] is not { } link || links.LeadOf(identity) == identity || links.LeadOf(identity) != links.LeadOf(lead))
        {
            return Unlinking.NotLinked;
        }

        // Whatever is said of the identity from here on waits, and what was said before is not later than now.
        LeadKey[] path = [.. links.PathOf(LeadKey.Of(identity))];
        if ((await connection.LockLeadsAsync(path, cancellationToken)).Count < path.Length)
        {
            // Somebody has erased the person meanwhile.
            throw new StaleLinksException();
        }

        // Not before the link, whatever the clock of the replica that took it.
        var now = clock.GetUtcNow();
        var at = link.At > now ? link.At : now;
        // In a circle of aliases the identity that names the lead has a link, too, which would join the two the other way round.
        var naming = links.LeadOf(lead);
        Identity[] unlinked = links[naming] is null ? [identity] : [identity, naming];
        LeadEvent[] entries = [.. unlinked.Select(each => EntryOf(each, naming, new Receipt(at, source)).Row)];
        var change = new LinkChange([], unlinked, entries[0].OccurredAt);
        var (_, first) = await connection.InsertNewEventsAsync(entries, rescorer.LinksToRead([], change), cancellationToken);
        await rescorer.ApplyAsync(connection, new Dictionary<LeadKey, LeadChange>(), change, first, cancellationToken);
        await audit.AddAsync(connection, AuditAction.PersonUnlinked, audit.Of(LeadKey.Of(lead)), new { identity = audit.Of(LeadKey.Of(identity)) }, cancellationToken);
        return Unlinking.Done;
    }

    private static IncomingEvent EntryOf(Identity identity, Identity lead, Receipt receipt) => IncomingEvent.Create(
        IncomingEvent.Unlink, identity, ServerMessageId.Next(receipt.At), "", receipt.At, receipt, null, JsonSerializer.SerializeToElement(new { from = lead.Key }), null);
}
