using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace OneTable.Services.Files;

/// <summary>Where and when a photo was taken and which way up it is, by its EXIF; WGS-84 degrees and Unix ms.</summary>
sealed record PhotoMetadata(double? Lat, double? Lon, long? TakenAt, int Orientation)
{
    public static PhotoMetadata? Read(ReadOnlyMemory<byte> photo)
    {
        try
        {
            var found = ImageMetadataReader.ReadMetadata(new MemoryStream(photo.ToArray()));
            var place = found.OfType<GpsDirectory>().FirstOrDefault()?.GetGeoLocation() is { IsZero: false } at && IsOnEarth(at) ? at : null;
            var taken = found.OfType<ExifSubIfdDirectory>().FirstOrDefault() is { } exif && exif.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var time)
                ? new DateTimeOffset(time, Data.BeijingTime.Offset).ToUnixTimeMilliseconds() : (long?)null;
            var turned = found.OfType<ExifIfd0Directory>().FirstOrDefault() is { } head && head.TryGetInt32(ExifDirectoryBase.TagOrientation, out var way) && way is >= 1 and <= 8 ? way : 1;
            return new PhotoMetadata(place?.Latitude, place?.Longitude, taken, turned);
        }
        catch (Exception e) when (e is ImageProcessingException or MetadataException or IOException or ArgumentException)
        {
            return null; // a photo with broken metadata is still a photo
        }
    }

    static bool IsOnEarth(GeoLocation at) => double.IsFinite(at.Latitude) && double.IsFinite(at.Longitude) && Math.Abs(at.Latitude) <= 90 && Math.Abs(at.Longitude) <= 180;

    /// <summary>The picture or film without what its maker wrote into it, and still the right way up.</summary>
    public static ReadOnlyMemory<byte> Strip(string type, ReadOnlyMemory<byte> bytes, int orientation) => type switch
    {
        MediaTypes.Jpeg => JpegSegments.Strip(bytes, orientation),
        MediaTypes.Png when bytes.Length >= 8 => PictureChunks.StripPng(bytes),
        MediaTypes.Webp => PictureChunks.StripWebp(bytes),
        MediaTypes.Gif => GifBlocks.Strip(bytes),
        MediaTypes.Mp4 => FilmBoxes.Strip(bytes),
        _ => bytes,
    };
}
