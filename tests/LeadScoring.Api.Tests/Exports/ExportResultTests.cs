using System.Runtime.CompilerServices;
using LeadScoring.Api.Exports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Exports;

public sealed class ExportResultTests
{
    [Fact]
    public async Task Nothing_more_is_read_once_the_client_has_hung_up()
    {
        using var client = new CancellationTokenSource();
        var read = 0;
        var context = new DefaultHttpContext { RequestAborted = client.Token, RequestServices = new ServiceCollection().AddOptions().BuildServiceProvider() };
        context.Response.Body = new MemoryStream();
        var result = new ExportResult<int>(ExportFormat.Csv, "numbers", [new("number", number => number)], NumbersAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor())));

        Assert.Equal(10, read);

        async IAsyncEnumerable<int> NumbersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (true)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return ++read;
                if (read == 10) await client.CancelAsync();
            }
        }
    }
}
