namespace LeadScoring.Api.Data;

/// <summary>The database holds what this service cannot work with as it is set up, whatever the request.</summary>
internal sealed class StoreFailedException(Exception cause) : Exception("The database is not as this service needs it.", cause);
