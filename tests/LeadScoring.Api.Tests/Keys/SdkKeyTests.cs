using System.Net;
using System.Text;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Segment;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Each SDK gets in with a key where it puts one, and not without.</summary>
public sealed class SdkKeyTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    [Theory]
    [MemberData(nameof(SdkShapeTests.Batches), MemberType = typeof(SdkShapeTests))]
    public async Task A_batch_in_the_shape_of_each_SDK_is_taken_with_its_key(string sdk, string path, string? authorization, string? contentType, bool gzip, string envelope)
    {
        using var client = production.App.CreateClient();
        var key = await production.App.AddKeyAsync([Scopes.Ingest], sdk);

        var taken = await SendAsync(key);
        var mistyped = await SendAsync(key[..^1]);

        Assert.Equal(sdk == "nonsense for a key" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, taken.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (mistyped.Status, (string?)mistyped.Body["code"]));
        if (taken.Status == HttpStatusCode.OK) Assert.Equal([sdk], await production.App.Database.SourcesAsync(sdk));

        Task<RawAnswer> SendAsync(string with) => client.PostSdkAsync(
            path,
            envelope.Replace("\"key\"", $"\"{with}\"", StringComparison.Ordinal).Replace("CALLS", $$"""[{"type":"track","messageId":"{{sdk}}","userId":"{{sdk}}","event":"Signed In"}]""", StringComparison.Ordinal),
            contentType,
            gzip,
            authorization switch
            {
                SdkShapeTests.Basic => "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(with + ":")),
                SdkShapeTests.BasicWithoutColon => "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(with)),
                _ => authorization?.Replace(" key", " " + with, StringComparison.Ordinal),
            });
    }

    [Theory]
    [MemberData(nameof(SdkShapeTests.Calls), MemberType = typeof(SdkShapeTests))]
    public async Task A_call_by_itself_is_taken_with_the_key_in_its_body_or_in_the_header_of_Jitsu(string path, string? contentType, string members)
    {
        using var client = production.App.CreateClient();
        var key = await production.App.AddKeyAsync([Scopes.Ingest], path);
        var body = members.Replace("USER", "ada", StringComparison.Ordinal).Replace(""","writeKey":"key" """.TrimEnd(), "", StringComparison.Ordinal);

        var inHeader = await client.PostSdkAsync(path, $$"""{"messageId":"{{path}}",{{body}}}""", contentType, writeKey: key);
        var inBody = await client.PostSdkAsync(path, $$"""{"messageId":"{{path}}","writeKey":"{{key}}",{{body}}}""", contentType);
        var nowhere = await client.PostSdkAsync(path, $$"""{"messageId":"{{path}}",{{body}}}""", contentType);

        inHeader.IsSuccess(accepted: 1, duplicates: 0);
        inBody.IsSuccess(accepted: 0, duplicates: 1);
        Assert.Equal(HttpStatusCode.Unauthorized, nowhere.Status);
    }
}
