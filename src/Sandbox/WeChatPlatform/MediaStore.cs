using System.Security.Cryptography;

namespace OneTable.Sandbox.WeChatPlatform;

sealed record Media(string Id, byte[] Bytes, string ContentType, string FileName, DateTimeOffset At);

/// <summary>Photos and voices, each for three days and 128 MiB in all: the oldest go first.</summary>
sealed class MediaStore(TimeProvider time)
{
    const long BytesMax = 128L * 1024 * 1024;
    const int CountMax = 5_000;
    readonly Lock _lock = new();
    readonly Dictionary<string, Media> _media = [];
    readonly Queue<Media> _order = [];
    long _bytes;

    public Media Keep(byte[] bytes, string contentType, string fileName)
    {
        var media = new Media(Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)).Replace('+', '-').Replace('/', '_'),
            bytes, contentType, fileName, time.GetUtcNow());
        lock (_lock)
        {
            _media[media.Id] = media;
            _order.Enqueue(media);
            _bytes += bytes.Length;
            while (_order.Count > CountMax || (_bytes > BytesMax && _order.Count > 1)) Drop();
        }
        return media;
    }

    public Media? Find(string? id)
    {
        if (id is null) return null;
        lock (_lock)
            return _media.GetValueOrDefault(id) is { } media && media.At.AddDays(3) > time.GetUtcNow() ? media : null;
    }

    void Drop()
    {
        var oldest = _order.Dequeue();
        _media.Remove(oldest.Id);
        _bytes -= oldest.Bytes.Length;
    }
}
