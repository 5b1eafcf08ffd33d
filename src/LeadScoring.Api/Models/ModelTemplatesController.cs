using System.Text.Json;
using LeadScoring.Api.Keys;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Models;

/// <summary>Models that come with the service.</summary>
[ApiController]
[Route("v1/model-templates")]
[Authorize(Scopes.ModelsManage)]
[Tags("Models")]
internal sealed class ModelTemplatesController : ControllerBase
{
    /// <summary>Lists the models that come with the service, to begin with.</summary>
    /// <response code="200">The templates, the default model first.</response>
    [HttpGet]
    [ProducesResponseType<ModelTemplateListResponse>(StatusCodes.Status200OK)]
    public ActionResult<ModelTemplateListResponse> List() =>
        Ok(new ModelTemplateListResponse([.. ModelTemplates.All.Select(template => new ModelTemplateItem(template.Key, template.Name, template.Description))]));

    /// <summary>A model that comes with the service, with its document.</summary>
    /// <param name="key" example="product-led">The template's key.</param>
    /// <response code="200">The template.</response>
    /// <response code="404">There is no such template.</response>
    [HttpGet("{key}")]
    [ProducesResponseType<ModelTemplateResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound)]
    public ActionResult<ModelTemplateResponse> Get([FromRoute, ModelKey] string key) =>
        ModelTemplates.All.FirstOrDefault(template => template.Key == key) is { } found
            ? new ModelTemplateResponse(found.Key, found.Name, found.Description, JsonElement.Parse(found.Document), found.Page)
            : Problem(statusCode: StatusCodes.Status404NotFound, title: "No such template.", detail: "GET /v1/model-templates lists them.");
}

/// <summary>The models that come with the service.</summary>
/// <param name="Items">The templates, the default model first.</param>
public sealed record ModelTemplateListResponse(IReadOnlyList<ModelTemplateItem> Items);

/// <summary>A model that comes with the service.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line: for whom it is, and what it makes of them.</param>
public sealed record ModelTemplateItem(string Key, string Name, string Description);

/// <summary>A model that comes with the service, with its document.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line: for whom it is, and what it makes of them.</param>
/// <param name="Document">The document.</param>
/// <param name="Page">A page in Markdown: for whom, what it counts, why these numbers, what to change first.</param>
public sealed record ModelTemplateResponse(string Key, string Name, string Description, JsonElement Document, string Page);
