using System.Text.Json;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A page of backtests.</summary>
/// <param name="Items">The backtests, the newest first.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
public sealed record BacktestListResponse(IReadOnlyList<BacktestResponse> Items, string? NextCursor);

/// <summary>A model tried on all leads, without a word to anybody. Times are UTC.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>period</c>: a period of the log. <c>impact</c>: what publishing would do.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Model">Key of the model that is tried.</param>
/// <param name="Version">Its version; null: a draft, as it was when this was asked for.</param>
/// <param name="Against">The model that it is compared with, as <c>key@version</c>.</param>
/// <param name="Primary">Of an impact: whether the model would be published as the primary one.</param>
/// <param name="From">The first moment of the period; of an impact, when it was asked for.</param>
/// <param name="To">The last one.</param>
/// <param name="By">Who asked for it, as they said.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="StartedAt">When its run began; null: it has not.</param>
/// <param name="FinishedAt">When it ended; null: it has not.</param>
/// <param name="Leads">How many leads there are to look at; 0 before the run has counted them.</param>
/// <param name="LeadsDone">How many of them have been looked at.</param>
/// <param name="Result">What came of a period that is done.</param>
/// <param name="Impact">What came of an impact that is done.</param>
/// <param name="Error">Why it has failed.</param>
public sealed record BacktestResponse(
    Guid Id, string Kind, string State, string Model, int? Version, string Against, bool Primary, DateTimeOffset From, DateTimeOffset To, string? By, DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, long Leads, long LeadsDone, PeriodResult? Result, ImpactResult? Impact, string? Error)
{
    internal static BacktestResponse Of(Backtest row) => new(
        row.Id,
        row.Kind,
        row.State,
        row.ModelKey,
        row.Version,
        $"{row.BaselineKey}@{row.BaselineVersion}",
        row.IsPrimary,
        row.From,
        row.To,
        row.By,
        row.RequestedAt,
        row.StartedAt,
        row.FinishedAt,
        row.Leads,
        row.LeadsDone,
        row is { Kind: BacktestKind.Period, Result: { } period } ? JsonSerializer.Deserialize<PeriodResult>(period, JsonSerializerOptions.Web) : null,
        row is { Kind: BacktestKind.Impact, Result: { } impact } ? JsonSerializer.Deserialize<ImpactResult>(impact, JsonSerializerOptions.Web) : null,
        row.Error);
}

/// <summary>A page of flips.</summary>
/// <param name="Items">The flips, in the order in which they were found.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
public sealed record FlipListResponse(IReadOnlyList<FlipResponse> Items, string? NextCursor);

/// <summary>A lead that is a PQL under one model at a time at which it is none under the other.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Kind"><c>becomes_pql</c>: a PQL under the model that is tried alone. <c>stops_being_pql</c>: under the other one alone. <c>at_other_times</c>: under both, but not always at the same time.</param>
/// <param name="At">The first instant at which they differ; of an impact, now.</param>
/// <param name="Before">The score then, under the model that it is compared with.</param>
/// <param name="After">The score then, under the model that is tried.</param>
/// <param name="Criteria">The five lines of points that differ most then, the greatest difference first.</param>
public sealed record FlipResponse(string LeadId, string Kind, DateTimeOffset At, TriedNumbers Before, TriedNumbers After, IReadOnlyList<ChangedContribution> Criteria)
{
    internal static FlipResponse Of(BacktestFlip row)
    {
        var details = FlipDetails.Read(row.Details);
        return new FlipResponse(Identity.FromKey(row.LeadId).LeadId, row.Kind, details.At, details.Before, details.After, details.Criteria);
    }
}
