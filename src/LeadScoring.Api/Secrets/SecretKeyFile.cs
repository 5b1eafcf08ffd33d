using System.Security.Cryptography;

namespace LeadScoring.Api.Secrets;

/// <summary>The key of an installation that has its data in one folder: made at the first start, kept beside the database.</summary>
internal static class SecretKeyFile
{
    public const string Name = "secrets.key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key as base64.</summary>
    /// <param name="folder">A folder that this process has to itself.</param>
    public static async Task<string> ReadOrMakeAsync(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            // Made under another name: a start that is killed must not leave half a key.
            var unfinished = path + ".new";
            File.Delete(unfinished);
            await using (var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            await using (var writer = new StreamWriter(file))
            {
                await writer.WriteLineAsync(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBox.KeyLength)));
                await writer.FlushAsync();
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path);
        }

        return (await File.ReadAllTextAsync(path)).Trim();
    }
}
