using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Gives requests that come over no network an address.</summary>
internal sealed class CallersAddress(Func<IPAddress> address) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, call) =>
        {
            context.Connection.RemoteIpAddress ??= address();
            return call(context);
        });
        next(app);
    };
}
