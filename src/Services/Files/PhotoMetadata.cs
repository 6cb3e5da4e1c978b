using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace OneTable.Services.Files;

/// <summary>Where and when a photo was taken, by its EXIF; WGS-84 degrees and Unix ms.</summary>
sealed record PhotoMetadata(double? Lat, double? Lon, long? TakenAt)
{
    public static PhotoMetadata? Read(ReadOnlyMemory<byte> jpeg)
    {
        try
        {
            var found = ImageMetadataReader.ReadMetadata(new MemoryStream(jpeg.ToArray()));
            var place = found.OfType<GpsDirectory>().FirstOrDefault()?.GetGeoLocation();
            var taken = found.OfType<ExifSubIfdDirectory>().FirstOrDefault() is { } exif
                && exif.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var at)
                ? new DateTimeOffset(at, Data.BeijingTime.Offset).ToUnixTimeMilliseconds() : (long?)null;
            return new PhotoMetadata(place?.Latitude, place?.Longitude, taken);
        }
        catch (Exception e) when (e is ImageProcessingException or MetadataException or IOException or ArgumentException)
        {
            return null; // a photo with broken metadata is still a photo
        }
    }

    /// <summary>The picture without what its maker wrote into it.</summary>
    public static ReadOnlyMemory<byte> Strip(string type, ReadOnlyMemory<byte> photo) => type switch
    {
        MediaTypes.Jpeg => StripJpeg(photo),
        MediaTypes.Png when photo.Length >= 8 => PictureChunks.StripPng(photo),
        MediaTypes.Webp => PictureChunks.StripWebp(photo),
        _ => photo,
    };

    /// <summary>Drops the application segments APP1 to APP15 and comments before the picture itself (ITU T.81, B.1.1.3).</summary>
    static ReadOnlyMemory<byte> StripJpeg(ReadOnlyMemory<byte> jpeg)
    {
        var bytes = jpeg.Span;
        var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..2]);
        var at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker is 0xDA or 0xD9) break; // the scan begins: all the rest is picture
            if (marker is 0xFF) { at++; continue; }
            var length = 2 + (bytes[at + 2] << 8 | bytes[at + 3]);
            if (at + length > bytes.Length) break;
            if (marker is not (>= 0xE1 and <= 0xEF or 0xFE)) kept.Write(bytes.Slice(at, length));
            at += length;
        }
        kept.Write(bytes[at..]);
        return kept.ToArray();
    }
}
