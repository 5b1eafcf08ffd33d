using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace LeadScoring.Api.Http;

/// <summary>Finds controllers that are internal, as they must be to take services that are.</summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        base.IsController(typeInfo) || (typeInfo is { IsClass: true, IsAbstract: false } && typeInfo.IsSubclassOf(typeof(ControllerBase)) && typeInfo.Assembly == typeof(InternalControllers).Assembly);
}
