namespace OneTable.Tests.Host;

/// <summary>A test that needs something of the machine; without it it is skipped, and says why.</summary>
sealed class NeedsFactAttribute : FactAttribute
{
    public const string MariaDb = "mysql", Node = "node", Redis = "redis-server", Tesseract = "tesseract", Office = Soffice.Name;

    public NeedsFactAttribute(string need) => Skip = need switch
    {
        MariaDb => Street.OnMySql ? null : "it is about MySQL, and this run is on SQLite",
        _ when need.Contains('/') => TestFiles.Beside(need) is null ? $"the folder {need} does not lie beside the repository" : null,
        _ => OwnProcess.Find(need) is null ? need + " is not installed" : null,
    };
}
