using System.Net;

namespace LeadScoring.Api.Tests.Limits;

/// <summary>A body that begins, and ends when it is told to.</summary>
internal sealed class StalledBody(Task end) : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its first byte was sent.</summary>
    public Task Begun => _begun.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("{"u8.ToArray());
        await stream.FlushAsync();
        _begun.SetResult();
        await end;
        await stream.WriteAsync("}"u8.ToArray());
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
