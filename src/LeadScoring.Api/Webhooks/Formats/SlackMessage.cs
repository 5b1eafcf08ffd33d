using System.Globalization;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.FanOut;

namespace LeadScoring.Api.Webhooks.Formats;

/// <summary>What is shown in Slack: who, how much, why, and what to open with. Pure.</summary>
internal static class SlackMessage
{
    // Block Kit refuses a message with a longer header, section or field.
    private const int MostHeader = 150;
    private const int MostSection = 3_000;
    private const int MostField = 2_000;

    public static object Of(WebhookData data)
    {
        var title = $"{Who(data)} {What(data)}";
        return new
        {
            // Shown where blocks are not, such as in notifications.
            text = Escape(Clip($"{title}: {data.Reasons}", MostSection)),
            blocks = Blocks(data, title).ToArray(),
        };
    }

    private static IEnumerable<object> Blocks(WebhookData data, string title)
    {
        yield return new { type = "header", text = new { type = "plain_text", text = Escape(title, MostHeader), emoji = false } };
        yield return new { type = "section", fields = Fields(data).Select(field => Text($"*{field.Label}*\n{Escape(field.Value, MostField - field.Label.Length - 3)}")).ToArray() };
        yield return new { type = "section", text = Text($"*Why*\n{Escape(data.Reasons, MostSection - 6)}") };
        if (data.Play is { } play)
        {
            yield return new { type = "section", text = Text($"*Open with*\n{Escape(play, MostSection - 12)}") };
        }

        yield return new { type = "context", elements = new[] { Text(Escape(Context(data), MostField)) } };
    }

    private static IEnumerable<(string Label, string Value)> Fields(WebhookData data)
    {
        yield return ("Total", Change(data.Before.Total, data.After.Total, $" ({data.After.Band})"));
        yield return ("Fit", Change(data.Before.Fit, data.After.Fit, $" ({data.After.FitTier})"));
        yield return ("Behavior", Change(data.Before.Behavior, data.After.Behavior, ""));
        if (data.Lead?.Email is { } email)
        {
            yield return ("Email", email);
        }

        if (data.Account is { } account)
        {
            yield return ("Account", account.Name is null ? account.Id : $"{account.Name} ({account.Id})");
        }

        if (data.Account?.Champion is { } champion)
        {
            yield return ("Champion", NameOf(champion));
        }

        if (data.Account?.EconomicBuyer is { } buyer)
        {
            yield return ("Likely buyer", NameOf(buyer));
        }
    }

    private static string Who(WebhookData data) => data.Lead is { } lead ? lead.Name ?? lead.Email ?? lead.Id : data.Account?.Name ?? data.Account?.Id ?? "An account";

    private static string What(WebhookData data) => data.Kind switch
    {
        TransitionKind.PqlGained => "is product-qualified",
        TransitionKind.PqlLost => "is no longer product-qualified",
        TransitionKind.BandChanged => $"went from {data.Before.Band} to {data.After.Band}",
        TransitionKind.FitTierChanged => $"went from {data.Before.FitTier} to {data.After.FitTier} fit",
        TransitionKind.Spike => $"met the alert {data.Spike}",
        TransitionKind.Merged => $"is a part of {data.MergedInto} now",
        _ => $"is a test ({data.Kind})",
    };

    private static string Context(WebhookData data)
    {
        var events = string.Join(", ", data.Events.Select(each => each.Event).OfType<string>().Distinct(StringComparer.Ordinal).Take(5));
        var at = data.EffectiveAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return $"{(events.Length > 0 ? $"After {events} · " : "")}{data.Model} version {data.ModelVersion} · {at}";
    }

    private static string Change(decimal before, decimal after, string step) => string.Create(CultureInfo.InvariantCulture, $"{before:0.##} → {after:0.##}{step}");

    private static string NameOf(MessagePerson person) => person.Name ?? person.Email ?? person.Id;

    /// <summary>Verbatim: Slack makes no links and mentions of what somebody called themselves.</summary>
    private static object Text(string text) => new { type = "mrkdwn", text, verbatim = true };

    /// <summary>Escaped, of at most so many characters.</summary>
    private static string Escape(string text, int most)
    {
        for (var length = Math.Min(text.Length, most); ; length--)
        {
            var escaped = Escape(length == text.Length ? text : Clip(text, length));
            if (escaped.Length <= most || length < 2)
            {
                return escaped;
            }
        }
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";
}
