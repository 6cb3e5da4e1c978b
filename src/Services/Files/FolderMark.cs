using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Files;

/// <summary>
/// Hosts that share a database share the data folder: photos lie there, and pushes that are still to be done. The folder has a number in
/// it, the database knows that of its folder; a host with another folder would miss what the others keep, and is told so.
/// </summary>
public static class FolderMark
{
    const string Name = "folder";

    /// <summary>The first folder that is ever marked is the database's.</summary>
    public static async Task MakeAsync(Database db, string folder)
    {
        Directory.CreateDirectory(folder);
        var file = At(folder);
        if (!File.Exists(file))
        {
            var begun = $"{file}.{Guid.NewGuid():N}";
            await File.WriteAllTextAsync(begun, Random.Shared.NextInt64(1, long.MaxValue).ToString(CultureInfo.InvariantCulture));
            try { File.Move(begun, file); }
            catch (IOException) { File.Delete(begun); } // another host of this folder was first
        }
        if (Read(folder) is { } number)
            await db.WriteAsync(tx => tx.Run(tx.Dialect.InsertIgnore + " INTO versions (name, number) VALUES (@p0, @p1)", Name, number));
    }

    /// <summary>Whether this is the folder that the database knows, or it knows none yet.</summary>
    public static bool IsOf(Database db, string folder) =>
        db.Read(tx => tx.Value<long?>("SELECT number FROM versions WHERE name = @p0", Name)) is not { } known || known == Read(folder);

    static string At(string folder) => Path.Combine(folder, "folder.id");

    static long? Read(string folder) =>
        File.Exists(At(folder)) && long.TryParse(File.ReadAllText(At(folder)), CultureInfo.InvariantCulture, out var number) ? number : null;
}
