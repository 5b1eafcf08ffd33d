using System.Net;
using LeadScoring.Replay;

namespace LeadScoring.Api.Tests.Samples;

/// <summary>The replay waits for a service that is busy or away, and tells one that refuses.</summary>
public sealed class ServiceClientTests
{
    [Fact]
    public async Task A_busy_service_is_asked_again_when_it_says_so()
    {
        using HttpClient http = new(new Script(Busy(HttpStatusCode.TooManyRequests), Busy(HttpStatusCode.ServiceUnavailable), () => new HttpResponseMessage(HttpStatusCode.OK)));

        using var answer = await new ServiceClient(http).SendAsync(Request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_tried_again()
    {
        using HttpClient http = new(new Script(() => throw new HttpRequestException("refused"), () => new HttpResponseMessage(HttpStatusCode.OK)));

        using var answer = await new ServiceClient(http).SendAsync(Request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_itself_ends_the_run()
    {
        using HttpClient http = new(new Script(() => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("too much") }));

        var problem = await Assert.ThrowsAsync<ReplayException>(() => new ServiceClient(http).SendAsync(Request));

        Assert.Contains("too much", problem.Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request() => new(HttpMethod.Post, "http://service/v1/events");

    private static Func<HttpResponseMessage> Busy(HttpStatusCode status) => () => new HttpResponseMessage(status) { Headers = { { "Retry-After", "0" } } };

    /// <summary>A service that answers what it is told, one after the other.</summary>
    private sealed class Script(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = answers[_next++]();
            answer.RequestMessage = request;
            return Task.FromResult(answer);
        }
    }
}
