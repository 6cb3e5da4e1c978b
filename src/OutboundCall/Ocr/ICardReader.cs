namespace OneTable.OutboundCall.Ocr;

/// <summary>
/// Reads the fields of a card (label of Services.Cards.Card → text) from a photo. A photo that cannot be read is a Refusal with a
/// sentence that helps; <see cref="ReaderAway"/> says that the reader itself could not, so that another may try.
/// </summary>
public interface ICardReader
{
    /// <summary>As people are told.</summary>
    string Name { get; }

    Task<IReadOnlyDictionary<string, string>> ReadAsync(string kind, byte[] photo, string mediaType, CancellationToken ct);
}

/// <summary>The reader is not there, is busy or may not be used; nothing is known about the photo.</summary>
public sealed class ReaderAway(string why) : Exception(why);
