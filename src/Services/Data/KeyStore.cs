namespace OneTable.Services.Data;

/// <summary>Sealed keys of the web framework.</summary>
public static class KeyStore
{
    public static IReadOnlyList<string> All(Database db) => db.Read(tx => tx.Query<string>("SELECT sealed FROM protection_keys").ToList());

    public static Task KeepAsync(Database db, string id, string sealedKey) => db.WriteAsync(tx =>
        tx.Run(tx.Dialect.InsertIgnore + " INTO protection_keys (id, sealed) VALUES (@p0, @p1)", id, sealedKey));
}
