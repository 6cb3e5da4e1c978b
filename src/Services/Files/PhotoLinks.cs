using OneTable.Services.Data;

namespace OneTable.Services.Files;

/// <summary>Links to kept photos that an &lt;img&gt; can open: signed, good for a day.</summary>
public sealed class PhotoLinks(Seal seal, TimeProvider time)
{
    static readonly long lifetimeMs = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    /// <summary>A link for somebody else's eyes, such as WeChat's check: good for so long only.</summary>
    public string For(long fileId, TimeSpan lifetime) => Link(fileId, time.UnixMs() + (long)lifetime.TotalMilliseconds);

    public string To(long fileId)
    {
        // Rounded to the hour, so that the same photo keeps its address and is not loaded again at each look.
        var hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;
        var until = (time.UnixMs() + lifetimeMs) / hour * hour;
        return Link(fileId, until);
    }

    string Link(long fileId, long until) => $"/api/mini/photos/{fileId}?e={until}&s={Sign(fileId, until)}";

    public bool Opens(long fileId, long until, string signature) => until > time.UnixMs()
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(signature), System.Text.Encoding.ASCII.GetBytes(Sign(fileId, until)));

    string Sign(long fileId, long until) => seal.Sign($"photo|{fileId}|{until}");
}
