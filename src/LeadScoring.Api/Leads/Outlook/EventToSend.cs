using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>An event that would count.</summary>
/// <param name="Event">Its name.</param>
/// <param name="Times">How many of them.</param>
/// <param name="Anonymous">True: it counts only when it is sent under an anonymous id. False: a user id does.</param>
/// <param name="Properties">The properties that count, with values that would do; values such as <c>example 1</c> stand for any.</param>
public sealed record EventToSend(string Event, int Times, bool Anonymous, IReadOnlyDictionary<string, object> Properties)
{
    /// <summary>Events in their order, those that are alike and follow one another together.</summary>
    internal static IReadOnlyList<EventToSend> Of(IEnumerable<ProductEvent> events)
    {
        List<EventToSend> sent = [];
        foreach (var each in events)
        {
            if (sent.Count > 0 && sent[^1] is var last && last.IsLike(each))
            {
                sent[^1] = last with { Times = last.Times + 1 };
                continue;
            }

            sent.Add(new EventToSend(each.Name, 1, each.Sender.Kind == IdentityKind.Anonymous, each.Properties.ToDictionary(property => property.Key, property => ValueOf(property.Value), StringComparer.Ordinal)));
        }

        return sent;
    }

    private bool IsLike(ProductEvent each) =>
        each.Name == Event && (each.Sender.Kind == IdentityKind.Anonymous) == Anonymous && each.Properties.Count == Properties.Count
        && each.Properties.All(property => Properties.TryGetValue(property.Key, out var value) && value.Equals(ValueOf(property.Value)));

    private static object ValueOf(PropertyValue value) => value.Kind switch
    {
        PropertyKind.Number => value.Number,
        PropertyKind.Flag => value.Number > 0,
        _ => value.Text ?? "",
    };
}
