namespace LeadScoring.Api.Data.Embedded;

/// <summary>Where the data of the embedded server lives unless Database:DataDirectory says so.</summary>
internal static class DataDirectory
{
    /// <summary>For root a place that the server's own user can reach, which /root is not.</summary>
    public static string Default() => Environment.IsPrivilegedProcess
        ? "/var/lib/leadscoring"
        : UserFolder() ?? Path.Combine(Directory.GetCurrentDirectory(), ".leadscoring");

    /// <summary>Null for users without a home folder, such as "nobody".</summary>
    private static string? UserFolder()
    {
        try
        {
            var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return folder.Length == 0 ? null : Directory.CreateDirectory(Path.Combine(folder, "leadscoring")).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
