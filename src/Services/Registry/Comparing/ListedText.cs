using System.Text.Encodings.Web;
using System.Text.Json;

namespace OneTable.Services.Registry.Comparing;

public sealed record ListedColumn(int Index, string Heading, string? Target);

/// <summary>A row of a list as it lies in its seal.</summary>
sealed record ListedText(string Name, string? Number, string? BirthDate, string? Address, string?[] Cells)
{
    static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ListedRow row) => JsonSerializer.Serialize(new ListedText(row.Name, row.Document.Written, row.BirthDate, row.Address, row.Cells), json);
    public static ListedText? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<ListedText>(text, json);
}
