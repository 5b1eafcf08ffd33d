using System.Text.Json;
using LeadScoring.Api.Data;
using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ModelError = LeadScoring.Domain.Models.ModelError;

namespace LeadScoring.Api.Models;

/// <summary>Scoring models: what is in force, and documents that are being written.</summary>
[ApiController]
[Route("v1/models")]
[Authorize(Scopes.ModelsManage)]
[Tags("Models")]
[ModelFaults]
internal sealed class ModelsController(ModelOverview overview, ModelDrafts drafts, LeadScoringDbContext db) : ControllerBase
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Lists all models: those in force, those that were, and drafts.</summary>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The models, the primary one first.</response>
    [HttpGet]
    [ProducesResponseType<ModelListResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<ModelListResponse>> List(CancellationToken cancellationToken) => await overview.ListAsync(cancellationToken);

    /// <summary>A model with its versions, what was done about it by whom and why, and how far the last change is.</summary>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The model.</response>
    /// <response code="404">There is no model with this key.</response>
    [HttpGet("{key}")]
    [ProducesResponseType<ModelResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<ModelResponse>> Get([FromRoute, ModelKey] string key, CancellationToken cancellationToken) =>
        await overview.FindAsync(key, cancellationToken) is { } model ? model : this.NoSuchModel();

    /// <summary>The document of a published version, as it was given.</summary>
    /// <param name="key" example="product-led">The model's key.</param>
    /// <param name="version" example="1">The version.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The document.</response>
    /// <response code="404">There is no such version.</response>
    [HttpGet("{key}/versions/{version:int}")]
    [ProducesResponseType<JsonElement>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> GetVersion([FromRoute, ModelKey] string key, int version, CancellationToken cancellationToken) =>
        await db.FindCandidateAsync(key, version, cancellationToken) is { } found ? Content(found.Document, Json) : this.NoSuchModel();

    /// <summary>The document of the draft, as it was given.</summary>
    /// <remarks>The <c>ETag</c> tells the draft: sent as <c>If-Match</c> with a PUT, it keeps that from overwriting what somebody else has saved since; with a publish, from putting it into force.</remarks>
    /// <param name="key" example="trial">The model's key.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The document.</response>
    /// <response code="404">The model has no draft.</response>
    [HttpGet("{key}/draft")]
    [ProducesResponseType<JsonElement>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> GetDraft([FromRoute, ModelKey] string key, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(key, cancellationToken) is not { } draft)
        {
            return this.NoSuchDraft();
        }

        Response.Headers.ETag = DraftTags.Of(draft);
        return Content(draft.Document, Json);
    }

    /// <summary>Begins a draft, with a document or with a template under another key.</summary>
    /// <remarks>The document may have faults, which the answer lists; it must be an object with a key. A draft scores nobody until it is published.</remarks>
    /// <param name="request">The document, or which template.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="201">The draft is there; <c>Location</c> is its document's.</response>
    /// <response code="409">The model has a draft already.</response>
    [HttpPost]
    [RequestSizeLimit(ModelLimits.Body)]
    [BodyExample("template", "A model that comes with the service, under another key", BeginDraftRequest.Example)]
    [ProducesResponseType<DraftResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict)]
    public async Task<ActionResult<DraftResponse>> Begin([FromBody] BeginDraftRequest request, CancellationToken cancellationToken)
    {
        ModelError? fault = null;
        var document = request.Document is { } given
            ? ModelDocument.Read(given, out fault)
            : ModelDocument.From(ModelTemplates.All.First(template => template.Key == request.Template), request.Key!, request.Name);
        if (document is null)
        {
            return Refused(fault!, "document");
        }

        var draft = await drafts.BeginAsync(document, request.SignedBy(User).By, cancellationToken);
        Response.Headers.ETag = DraftTags.Of(draft);
        return Created($"/v1/models/{draft.Key}/draft", DraftResponse.Of(draft));
    }

    /// <summary>Replaces the draft of a model by the document in the body; begins one for a model that has been published.</summary>
    /// <remarks>The document may have faults, which the answer lists; it must be an object with the key of the path. A draft scores nobody until it is published.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="document">The document.</param>
    /// <param name="query">Who does it.</param>
    /// <param name="ifMatch">The <c>ETag</c> of the draft that may be replaced; left out: any.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">The draft is stored.</response>
    /// <response code="404">There is no model with this key: begin it with POST /v1/models.</response>
    /// <response code="412">The draft is another one than <c>If-Match</c> names.</response>
    [HttpPut("{key}")]
    [RequestSizeLimit(ModelLimits.Body)]
    [BodyExample("small", "A small model", ModelExamples.Small)]
    [ProducesResponseType<DraftResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status412PreconditionFailed)]
    public async Task<ActionResult<DraftResponse>> Put(
        [FromRoute, ModelKey] string key, [FromBody] JsonElement document, [FromQuery] PutDraftQuery query, [FromHeader(Name = "If-Match")] string? ifMatch, CancellationToken cancellationToken)
    {
        if (ModelDocument.Read(document, out var fault) is not { } read || read.Key != key)
        {
            return Refused(fault ?? new ModelError("$.key", $"must be '{key}', as in the path"), "");
        }

        var (draft, exists) = await drafts.PutAsync(read, query.SignedBy(User).By, DraftTags.In(ifMatch), cancellationToken);
        if (draft is null)
        {
            return exists ? this.DraftHasChanged() : this.NoSuchModel();
        }

        Response.Headers.ETag = DraftTags.Of(draft);
        return DraftResponse.Of(draft);
    }

    /// <summary>Deletes the draft of a model.</summary>
    /// <param name="key" example="trial">The model's key.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">The model has no draft.</response>
    [HttpDelete("{key}/draft")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> DeleteDraft([FromRoute, ModelKey] string key, CancellationToken cancellationToken) =>
        await drafts.DeleteAsync(key, cancellationToken) ? NoContent() : this.NoSuchDraft();

    /// <summary>Checks a document: every fault with its JSON path, and what is no fault and yet seldom meant.</summary>
    /// <remarks>The document in the body; without a body the draft, and where there is none the newest version. Nothing is stored.</remarks>
    /// <param name="key" example="ours">The model's key.</param>
    /// <param name="document">The document; left out: the draft, or the newest version.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    /// <response code="200">What there is to say, be it valid or not.</response>
    /// <response code="404">There is neither a body, nor a draft, nor a version.</response>
    [HttpPost("{key}/validate")]
    [RequestSizeLimit(ModelLimits.Body)]
    [BodyExample("small", "A small model", ModelExamples.Small, IsOptional = true)]
    [ProducesResponseType<ModelCheckResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public async Task<ActionResult<ModelCheckResponse>> Validate([FromRoute, ModelKey] string key, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] JsonElement? document, CancellationToken cancellationToken)
    {
        if (document is { } given)
        {
            return ModelDocument.Read(given, out var fault) is { } read ? ModelCheckResponse.Of(read.Text, key) : ModelCheckResponse.Of(fault!);
        }

        return await db.FindCandidateAsync(key, null, cancellationToken) is { } candidate ? ModelCheckResponse.Of(candidate.Document, key) : this.NoSuchModel();
    }

    private ActionResult Refused(ModelError fault, string member)
    {
        var place = JsonPath.Plain(fault.Path);
        ModelState.AddModelError(place is "" ? member is "" ? "body" : member : member is "" ? place : $"{member}.{place}", $"{(place is "" ? "The document" : place)} {fault.Message}.");
        return ValidationProblem(ModelState);
    }
}
