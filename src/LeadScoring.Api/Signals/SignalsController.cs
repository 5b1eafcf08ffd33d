using FluentValidation;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Signals;

/// <summary>Which model's signals to show, and how fresh.</summary>
public sealed class SignalsQuery
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 100;

    /// <summary>The model: <c>key@version</c>, or a key for its newest version; left out: the primary one.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>true: counts all leads afresh before it answers. Left out: as of the last count, a few minutes ago at most as a rule.</summary>
    /// <example>true</example>
    [FromQuery(Name = "fresh")]
    public bool Fresh { get; init; }

    /// <summary>How many unused events to list at most, 1 to 500.</summary>
    /// <example>100</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;
}

internal sealed class SignalsQueryValidator : AbstractValidator<SignalsQuery>
{
    public SignalsQueryValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Model).KnownModel(catalog);
        RuleFor(query => query.Limit).InclusiveBetween(1, SignalsQuery.MostLimit).WithMessage($"limit must be from 1 to {SignalsQuery.MostLimit}.");
    }
}

/// <summary>Whether the rules still see the events that they wait for.</summary>
[ApiController]
[Route("v1/signals")]
[Authorize(Scopes.ModelsManage)]
[Tags("Signals")]
internal sealed class SignalsController(SignalWatch watch) : ControllerBase
{
    /// <summary>How the signals of a model are doing: rules that never fired, and events that no rule looks at.</summary>
    /// <remarks>
    /// What a signal counted comes from the digests of all leads, counted every few minutes when somebody asks; the first answer after
    /// a start waits for it. Names of events are known from the moment they are received, whatever looks at them; the counts of other
    /// replicas are up to some seconds behind.
    /// </remarks>
    /// <param name="query">Which model, and how fresh.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The signals.</response>
    [HttpGet]
    [ProducesResponseType<SignalsResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<SignalsResponse>> Get([FromQuery] SignalsQuery query, CancellationToken cancellationToken) => await watch.ReadAsync(query, cancellationToken);
}
