using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>Receivers that hang, drip, flood, break off or are somebody else.</summary>
public sealed class BadReceiverTests() : WebhookTests(("Webhooks:Timeout", "00:00:00.500"), ("Webhooks:ConnectTimeout", "00:00:00.300"), ("Webhooks:FailuresUntilPause", "1000"))
{
    [Fact]
    public async Task A_receiver_that_hangs_keeps_nobody_else_waiting_and_the_attempt_ends()
    {
        Receiver.Answer = (context, message) => message.Path == "/hangs" ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask;
        var (hangs, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("hangs"));
        var (works, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("works"));

        await Client.SpikeAsync(Enumerable.Range(1, 30).Select(i => $"lead-{i}"));

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(works, "delivered")).Count == 30, "the other endpoint gets all");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(hangs)).All(delivery => delivery.Attempts > 0), "all are tried in turn");
        var delivery = await Client.DeliveryAsync(hangs, (await Client.DeliveriesAsync(hangs))[0].Id);
        Assert.Equal("No answer within 0.5 s.", (string?)delivery["log"]![0]!["error"]);
    }

    [Fact]
    public async Task An_answer_that_drips_counts_by_its_status_and_ends_in_time()
    {
        Receiver.Answer = async (context, message) =>
        {
            context.Response.StatusCode = message.Path == "/good" ? 200 : 500;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("x");
                await context.Response.Body.FlushAsync();
                await Task.Delay(20);
            }
        };
        var (good, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("good"));
        var (bad, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("bad"));

        await Client.SpikeAsync("ada");

        Assert.Equal("delivered", (string?)(await Client.AfterAttemptsAsync(good, 1))["state"]);
        Assert.Equal("waiting", (string?)(await Client.AfterAttemptsAsync(bad, 1))["state"]);
    }

    [Fact]
    public async Task Of_an_answer_of_fifty_megabytes_only_the_beginning_is_read()
    {
        long written = 0;
        Receiver.Answer = async (context, _) =>
        {
            var megabyte = new byte[1024 * 1024];
            Array.Fill(megabyte, (byte)'y');
            for (var i = 0; i < 50 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(megabyte);
                Interlocked.Add(ref written, megabyte.Length);
                // What is written after the connection was closed goes nowhere; it takes a moment to be told.
                await Task.Delay(10);
            }
        };
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());

        await Client.SpikeAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        Assert.Equal(("delivered", 1_000), ((string?)delivery["state"], ((string)delivery["log"]![0]!["response"]!).Length));
        Assert.True(Interlocked.Read(ref written) < 20L * 1024 * 1024, $"{written} bytes were taken.");
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_a_failure_that_says_so()
    {
        Receiver.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());

        await Client.SpikeAsync("ada");

        var attempt = (await Client.AfterAttemptsAsync(id, 1))["log"]![0]!;
        Assert.Null(attempt["status"]);
        Assert.NotEmpty((string)attempt["error"]!);
    }

    [Fact]
    public async Task Where_nobody_listens_or_the_connection_is_not_taken_the_attempt_fails()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (refused, _) = await Client.CreateEndpointAsync($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}/");

        await Client.SpikeAsync("ada");

        Assert.Contains("refused", (string?)(await Client.AfterAttemptsAsync(refused, 1))["log"]![0]!["error"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_accepted()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var impostor = await WebhookReceiver.StartAsync(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
        var (id, _) = await Client.CreateEndpointAsync(impostor.UrlOf());

        await Client.SpikeAsync("ada");

        Assert.StartsWith("The certificate is not accepted", (string?)(await Client.AfterAttemptsAsync(id, 1))["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Empty(impostor.Messages);
    }
}
