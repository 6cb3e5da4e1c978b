using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

public sealed record Content
{
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public int Version { get; init; }
    public string Body { get; init; } = "";
    public required string Sha256 { get; init; }
    public string Actor { get; init; } = "";
    public long CreatedAt { get; init; }

    /// <summary>A text that is not kept yet.</summary>
    public static Content Of(string kind, string name, string body) => new() { Kind = kind, Name = name, Body = body, Sha256 = Hash(body) };

    internal static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>How a refusal names it: tables/T01.yaml.</summary>
    public string File => $"{Kind}/{Name}.yaml";
}

/// <summary>
/// Shipped content: every embedded X/Content/name.yaml is kept as (x, name), version 1 first. A newer file becomes the
/// next version only while nobody has edited the content here.
/// </summary>
public sealed class Contents(Database db, FieldCatalog fields)
{
    public const string Shipped = "shipped";
    const string Heads = "kind AS Kind, name AS Name, version AS Version, sha256 AS Sha256, actor AS Actor";
    const string Columns = Heads + ", body AS Body";
    const string Newest = "version = (SELECT MAX(version) FROM contents n WHERE n.kind = c.kind AND n.name = c.name)";

    /// <summary>Brings the database up to the shipped files; quick when nothing is new. Returns how many were taken in.</summary>
    public async Task<int> LoadAsync()
    {
        var known = db.Read(Versions);
        var fresh = Files().Where(f => Next(f, known) is not null).ToList();
        if (fresh.Count > 0) await db.WriteAsync(tx => TakeIn(tx, fresh));
        await Libraries.EnsureAsync(db);
        fields.Reload();
        return fresh.Count;
    }

    /// <summary>The newest version of one content; null when there is none of that name.</summary>
    public static Content? Find(Tx tx, string kind, string name) =>
        tx.First<Content>($"SELECT {Columns} FROM contents c WHERE kind = @kind AND name = @name AND {Newest}", new { kind, name });

    /// <summary>The newest version of every content of a kind, by name.</summary>
    public static IReadOnlyList<Content> All(Tx tx, string kind) =>
        [.. tx.Query<Content>($"SELECT {Columns} FROM contents c WHERE kind = @kind AND {Newest} ORDER BY name", new { kind })];

    /// <summary>All versions of one content, the newest first.</summary>
    public static IReadOnlyList<Content> History(Tx tx, string kind, string name) =>
        [.. tx.Query<Content>($"SELECT {Columns}, created_at AS CreatedAt FROM contents c WHERE kind = @kind AND name = @name ORDER BY version DESC", new { kind, name })];

    /// <summary>One version of one content.</summary>
    public static Content? Find(Tx tx, string kind, string name, int version) => tx.First<Content>(
        $"SELECT {Columns}, created_at AS CreatedAt FROM contents c WHERE kind = @kind AND name = @name AND version = @version", new { kind, name, version });

    /// <summary>Keeps an edit as the next version; returns it.</summary>
    public static int Edit(Tx tx, string kind, string name, string body, string actor)
    {
        var version = tx.Value<int>("SELECT COALESCE(MAX(version), 0) + 1 FROM contents WHERE kind = @p0 AND name = @p1", kind, name);
        tx.Run("INSERT INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)",
            kind, name, version, body, Content.Hash(body), actor, tx.Now);
        return version;
    }

    static Dictionary<(string, string), Content> Versions(Tx tx) =>
        tx.Query<Content>($"SELECT {Heads} FROM contents c WHERE {Newest}")
            .ToDictionary(k => (k.Kind, k.Name));

    static int? Next(Content file, Dictionary<(string, string), Content> known) => known.GetValueOrDefault((file.Kind, file.Name)) switch
    {
        null => 1,
        var k when k.Actor == Shipped && k.Sha256 != file.Sha256 => k.Version + 1,
        _ => null,
    };

    static void TakeIn(Tx tx, List<Content> files)
    {
        var known = Versions(tx); // again, inside the transaction: another instance may have been quicker
        var dictionary = false;
        foreach (var file in files)
        {
            if (Next(file, known) is not { } version) continue;
            var added = tx.Run($"""
                {tx.Dialect.InsertIgnore} INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
                """, file.Kind, file.Name, version, file.Body, file.Sha256, Shipped, tx.Now);
            dictionary |= added == 1 && file.Kind == DictionaryFiles.Kind;
        }
        if (dictionary) DictionaryFiles.Fill(tx);
    }

    static IEnumerable<Content> Files()
    {
        const string folder = ".Content.", end = ".yaml";
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.Contains(folder) && n.EndsWith(end)))
        {
            var at = resource.IndexOf(folder, StringComparison.Ordinal);
            var kind = resource[(resource.LastIndexOf('.', at - 1) + 1)..at].ToLowerInvariant();
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var body = reader.ReadToEnd().ReplaceLineEndings("\n");
            yield return Content.Of(kind, resource[(at + folder.Length)..^end.Length], body);
        }
    }
}
