using System.Text.Json;

namespace LeadScoring.Api.Signals;

/// <summary>A place of a model's document that names a signal.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Place">The rule, such as <c>behavior.criteria.checkout</c>, <c>pql.blocks.customer</c> or <c>activity</c>.</param>
/// <param name="Member">The rule's member that names it, such as <c>signal</c> or <c>voidedBy</c>.</param>
internal sealed record SignalUse(string Signal, string Place, string Member)
{
    public const string Criteria = "behavior.criteria.";
    public const string Spikes = "spikes.";
    private const string Declarations = "signals";
    private const string Key = "key";

    /// <summary>Members whose texts are something else, whatever signals are called. What else there is, and comes with later rules, names signals.</summary>
    private static readonly HashSet<string> OtherTexts = new(StringComparer.Ordinal)
    {
        "$schema", Key, "name", "label", "description", "layer", "product", "keys", "kind", "measure", "property", "play", "maturity", "event", "where", "lists", "fit", "bands", "priorities",
    };

    /// <summary>Whether events of the signal are what the rule waits for.</summary>
    public bool IsMeasured => Member == "signal";

    public static IEnumerable<SignalUse> In(JsonElement document, IReadOnlySet<string> names) =>
        Within(document, "", "", isWhole: false).Where(use => names.Contains(use.Signal));

    /// <param name="element">What is looked at.</param>
    /// <param name="place">The names on the way there, as far as they make the place.</param>
    /// <param name="member">The name of the nearest member.</param>
    /// <param name="isWhole">Whether the place is complete: deeper names make it no clearer.</param>
    private static IEnumerable<SignalUse> Within(JsonElement element, string place, string member, bool isWhole) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Where(child => place == Declarations || !OtherTexts.Contains(child.Name))
            .SelectMany(child => Within(child.Value, PlaceOf(child, place, isWhole), child.Name, isWhole || place == Declarations)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => isWhole || KeyOf(item) is not { } key
            ? Within(item, place, member, isWhole)
            : Within(item, $"{place}.{key}", member, isWhole: true)),
        JsonValueKind.String => [new SignalUse(element.GetString()!, place, member)],
        _ => [],
    };

    private static string PlaceOf(JsonProperty child, string place, bool isWhole) =>
        place.Length == 0 ? child.Name : isWhole || child.Value.ValueKind == JsonValueKind.String ? place : $"{place}.{child.Name}";

    private static string? KeyOf(JsonElement item) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(Key, out var key) ? key.GetString() : null;
}
