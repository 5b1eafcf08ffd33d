using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using LeadScoring.Api.Webhooks;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>Where messages must not go, however the address is written.</summary>
public sealed class AddressTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    public static TheoryData<string> ForbiddenAddresses { get; } =
    [
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.0.1", "169.254.169.254", "169.254.0.1", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1", "fe80::1", "fec0::1", "ff02::1",
        "fd00:ec2::254", "fd20:ce::254",
    ];

    public static TheoryData<string> PrivateAddresses { get; } =
        ["10.0.0.1", "10.255.255.255", "100.64.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "::ffff:10.0.0.1", "64:ff9b::192.168.1.1"];

    public static TheoryData<string> PublicAddresses { get; } =
        ["1.1.1.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "100.63.255.255", "100.128.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"];

    [Theory]
    [MemberData(nameof(ForbiddenAddresses))]
    public void What_only_this_machine_its_link_or_nobody_has_is_open_only_by_naming_its_network(string address)
    {
        var parsed = IPAddress.Parse(address);

        Assert.NotNull(Policy().RefusalOf(parsed));
        Assert.NotNull(Policy(allowPrivate: true).RefusalOf(parsed));
        Assert.Null(Policy(networks: $"{parsed}/{(address.Contains(':', StringComparison.Ordinal) ? 128 : 32)}").RefusalOf(parsed));
    }

    [Theory]
    [MemberData(nameof(PrivateAddresses))]
    public void Private_addresses_are_open_with_one_switch_or_by_naming_the_network(string address)
    {
        var parsed = IPAddress.Parse(address);

        Assert.Contains("Webhooks:AllowPrivate", Policy().RefusalOf(parsed), StringComparison.Ordinal);
        Assert.Null(Policy(allowPrivate: true).RefusalOf(parsed));
        Assert.Null(Policy(networks: $"{Addresses.Effective(parsed)}/{(Addresses.Effective(parsed).GetAddressBytes().Length == 4 ? 32 : 128)}").RefusalOf(parsed));
    }

    [Theory]
    [MemberData(nameof(PublicAddresses))]
    public void Addresses_of_the_internet_are_open(string address) => Assert.Null(Policy().RefusalOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("http://0x0a000001/")]
    [InlineData("http://167772161/")]
    [InlineData("http://012.0.0.1/")]
    [InlineData("http://10.1/")]
    [InlineData("http://１０.０.０.１/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://192.168.0.1./")]
    [InlineData("ftp://hooks.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:password@hooks.example/")]
    [InlineData("http://user@hooks.example/")]
    [InlineData("//hooks.example/")]
    [InlineData("hooks.example")]
    [InlineData("https://hooks.example/#part")]
    [InlineData("")]
    public async Task An_address_that_must_not_be_reached_is_refused_when_the_endpoint_is_made(string url)
    {
        using var answer = await Client.PostAsync(new Uri("/v1/webhook-endpoints", UriKind.Relative), JsonContent.Create(new { url }));

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_address_is_refused_in_figures_and_where_a_name_leads_to_it_when_it_is_connected_to()
    {
        var hosts = new FixedHosts();
        using var app = App.WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<HostAddresses>(hosts)).Replace(ServiceDescriptor.Singleton(Policy()))));
        using var client = app.CreateClient();
        var (id, _) = await client.CreateEndpointAsync("http://looks-harmless.example/hook");
        foreach (var address in Refused())
        {
            hosts.Found = [address];
            var delivery = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");
            using var refused = await client.PostAsJsonAsync(new Uri("/v1/webhook-endpoints", UriKind.Relative), new { url = $"http://{InUrl(address)}/" });

            Assert.True((string?)delivery!["state"] is "failed", $"{address} was connected to.");
            Assert.Contains("Webhooks:AllowedNetworks", (string?)delivery["log"]![0]!["error"], StringComparison.Ordinal);
            Assert.True(refused.StatusCode is HttpStatusCode.BadRequest, $"{address} was taken.");
        }
    }

    [Fact]
    public async Task A_redirect_to_any_of_them_is_not_followed()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        foreach (var address in Refused())
        {
            Receiver.Answer = RetryTests.Status(307, ("Location", $"http://{InUrl(address)}/"));

            var delivery = await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

            Assert.Equal(("failed", 307), ((string?)delivery!["state"], (int)delivery["log"]![0]!["status"]!));
        }
    }

    [Fact]
    public async Task A_token_is_not_asked_for_where_messages_must_not_go()
    {
        using var app = WithHosts(new FixedHosts(IPAddress.Parse("10.1.2.3")));
        using var client = app.CreateClient();
        var (id, _) = await client.CreateEndpointAsync("https://acme.my.salesforce.com", new { format = "salesforce", credentials = new { clientId = "x", clientSecret = "y" } });

        var delivery = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

        Assert.Contains("10.1.2.3 is a private address", (string?)delivery!["log"]![0]!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_connected_to()
    {
        using var app = WithHosts(new FixedHosts(IPAddress.Parse("10.1.2.3"), IPAddress.Loopback));
        using var client = app.CreateClient();
        var (id, _) = await client.CreateEndpointAsync(Receiver.UrlOf().Replace("127.0.0.1", "two-addresses.example", StringComparison.Ordinal));

        var delivery = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

        Assert.Equal("delivered", (string?)delivery!["state"]);
        Assert.StartsWith("two-addresses.example", Assert.Single(Receiver.Messages).Headers["Host"], StringComparison.Ordinal);
    }

    private static IEnumerable<IPAddress> Refused() => Enumerable.Concat<object[]>(ForbiddenAddresses, PrivateAddresses).Select(row => IPAddress.Parse((string)row[0]));

    private static string InUrl(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    private static AddressPolicy Policy(bool allowPrivate = false, params string[] networks) => new(Options.Create(new WebhookOptions { AllowPrivate = allowPrivate, AllowedNetworks = networks }));

    private Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> WithHosts(HostAddresses hosts) =>
        App.WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton(hosts))));

    private sealed class FixedHosts(params IPAddress[] addresses) : HostAddresses
    {
        public IPAddress[] Found { get; set; } = addresses;

        public override Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) => Task.FromResult(Found);
    }
}
