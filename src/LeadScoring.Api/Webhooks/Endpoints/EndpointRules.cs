using System.Net;
using System.Text;
using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Endpoints;

/// <summary>Rules of endpoints that several requests share. Each accepts null: the member was left out, or is cleared.</summary>
internal static class EndpointRules
{
    public const int MostDescription = 500;
    private const int MostUrl = 2_048;
    private const int MostItems = 100;
    private const int MostItem = 256;

    private static readonly string[] Kinds =
        [TransitionKind.PqlGained, TransitionKind.PqlLost, TransitionKind.BandChanged, TransitionKind.FitTierChanged, TransitionKind.Spike, TransitionKind.Merged];

    private static readonly TimeSpan LeastQuiet = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostQuiet = TimeSpan.FromDays(30);

    /// <summary>An address that messages may go to, as far as that can be seen before a name is looked up.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> WebhookUrl<T>(this IRuleBuilder<T, string?> rule, AddressPolicy policy) => rule.Custom((url, context) =>
    {
        if (url is not null && FaultOf(url, policy) is { } fault)
        {
            context.AddFailure($"{context.PropertyPath} {fault}");
        }
    });

    /// <summary>A duration from a minute to 30 days.</summary>
    public static IRuleBuilderOptions<T, string?> QuietTime<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is null || (IsoDuration.Parse(text) is { } duration && duration >= LeastQuiet && duration <= MostQuiet))
        .WithMessage("{PropertyName} must be a duration of ISO 8601 from a minute to 30 days, such as PT4H or P1D.");

    /// <summary>Filters that can match something.</summary>
    public static IRuleBuilderOptionsConditions<T, WebhookFilters?> Filters<T>(this IRuleBuilder<T, WebhookFilters?> rule) => rule.Custom((filters, context) =>
    {
        if (filters is null)
        {
            return;
        }

        (string Name, IReadOnlyList<string>? Items)[] lists = [("kinds", filters.Kinds), ("models", filters.Models), ("bands", filters.Bands), ("accounts", filters.Accounts)];
        foreach (var (name, items) in lists)
        {
            if (items is null || items.Count > MostItems || items.Any(item => string.IsNullOrWhiteSpace(item) || item.Length > MostItem || item.Contains('\0', StringComparison.Ordinal)))
            {
                context.AddFailure($"filters.{name}", $"filters.{name} must be a list of at most {MostItems} texts of 1 to {MostItem} characters.");
            }
        }

        if (filters.Kinds?.FirstOrDefault(kind => !Kinds.Contains(kind, StringComparer.Ordinal)) is { } unknown)
        {
            context.AddFailure("filters.kinds", $"filters.kinds has {Shown.Name(unknown)}, which is no kind; known are {string.Join(", ", Kinds)}.");
        }
    });

    private static string? FaultOf(string text, AddressPolicy policy)
    {
        // What counts is what the text is read as, not how it looks.
        if (text.Length > MostUrl || text.Contains('\0', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.IdnHost.Length == 0)
        {
            return $"must be an address that begins with https:// or http://, of at most {MostUrl} characters.";
        }

        return text.Contains('…', StringComparison.Ordinal) ? "is shortened, as answers show it; send it whole, or leave it out where it stays as it is."
            : !Ascii.IsValid(url.Host) ? "must have a host in ASCII: digits of other scripts may be read as another address. Write other names as xn--."
            : url.UserInfo.Length > 0 ? "must not hold a name or a password."
            : url.Fragment.Length > 0 ? "must not hold a #, which is never sent."
            : IPAddress.TryParse(url.IdnHost.Trim('[', ']').TrimEnd('.'), out var address) && policy.RefusalOf(address) is { } refusal ? $"cannot be reached: {refusal}"
            : null;
    }
}
