using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Formats;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>What arrives is verified by the package that receivers use.</summary>
public sealed class SignatureTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "sdks");

    [Fact]
    public void The_vector_of_the_specification_comes_out()
    {
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        var signature = WebhookSignature.Of([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public async Task Messages_are_genuine_through_retries_and_for_a_day_under_each_secret_that_was_replaced()
    {
        List<(ReceivedMessage Message, DateTimeOffset At)> received = [];
        var isDown = true;
        Receiver.Answer = (context, message) =>
        {
            lock (received) received.Add((message, App.Clock.GetUtcNow()));
            context.Response.StatusCode = isDown ? 503 : 200;
            return Task.CompletedTask;
        };
        var (id, first) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("äda & <bob>");
        await Client.AfterAttemptsAsync(id, 1);
        isDown = false;
        App.Clock.Advance(TimeSpan.FromMinutes(30));
        await Client.AfterAttemptsAsync(id, 2);

        var rotated = await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/rotate-secret");
        var second = (string)rotated!["secret"]!;
        Assert.Equal(App.Clock.GetUtcNow().AddHours(24), rotated["formerSecretUntil"]!.GetValue<DateTimeOffset>());
        var third = (string)(await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/rotate-secret"))!["secret"]!;
        await SendOneMoreAsync("during", id, 2);
        App.Clock.Advance(TimeSpan.FromHours(24));
        await SendOneMoreAsync("after", id, 3);

        var (retry, during, after) = (received[1], received[2], received[3]);
        var verified = await VerifyAsync(
            (first, received[0].Message, received[0].At), (first, retry.Message, retry.At), (first, retry.Message with { Body = retry.Message.Body + " " }, retry.At), (first, received[0].Message, retry.At),
            (first, during.Message, during.At), (second, during.Message, during.At), (third, during.Message, during.At), (first, after.Message, after.At), (second, after.Message, after.At), (third, after.Message, after.At));
        Assert.Equal([true, true, false, false, true, true, true, false, false, true], verified);
        Assert.Equal(received[0].Message.Id, retry.Message.Id);
        Assert.Equal(3, during.Message.Headers["webhook-signature"].Split(' ').Length);
        Assert.Single(after.Message.Headers["webhook-signature"].Split(' '));
    }

    private async Task SendOneMoreAsync(string lead, Guid endpoint, int count)
    {
        await Client.SendAsync(Given.Event(lead, 0, "Integration Connected") with { Timestamp = App.Clock.GetUtcNow() });
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(endpoint, "delivered")).Count == count, "one more arrives");
    }

    /// <summary>Which of the messages the package takes for genuine.</summary>
    private static async Task<IEnumerable<bool>> VerifyAsync(params (string Secret, ReceivedMessage Message, DateTimeOffset At)[] messages)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks")), "The package is not installed, and these tests are never skipped. Install Node.js with npm: ./test fetches it then; by hand: cd tests/sdks && npm ci --ignore-scripts");
        var start = new ProcessStartInfo("node", ["verify.mjs"]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var node = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var input = messages.Select(each => new { each.Secret, each.Message.Headers, each.Message.Body, At = each.At.ToUnixTimeSeconds() });
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(patience.Token), node.StandardError.ReadToEndAsync(patience.Token));
        await node.WaitForExitAsync(patience.Token);
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<string?[]>(await output)!.Select(reason => reason is null);
    }
}
