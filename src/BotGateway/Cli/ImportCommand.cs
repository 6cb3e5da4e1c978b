using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Cli;

/// <summary>import people: brings a spreadsheet in; killed and started again with the same file it goes on where it was.</summary>
sealed class ImportCommand : Command
{
    public ImportCommand() : base("import", "Bring spreadsheets into the registry")
    {
        var people = new Command("people", "Bring people in from .xlsx, .xls or .csv; exit code 1 where rows were refused");
        var file = new Argument<string>("file") { Description = "The spreadsheet" };
        var map = new Option<FileInfo?>("--map") { Description = "JSON: heading of a column -> label of a field, or null to leave the column aside" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would become of the rows" };
        var source = new Option<string>("--source") { Description = "Whose word it is, such as 公安 or 残联", DefaultValueFactory = _ => "导入" };
        var division = new Option<string?>("--division") { Description = "Code of the division it is for; all where it is left out" };
        var asJson = Verb.JsonOption();
        people.Add(file);
        foreach (var option in new Option[] { map, dryRun, source, division, asJson }) people.Add(option);
        people.SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            var importer = new Importer(ScopeOf(parts.GetRequiredService<DivisionTree>(), parsed.GetValue(division)), "命令行", null, parsed.GetValue(source)!);
            var result = await RunAsync(parts, parsed.GetValue(file)!, await MapAsync(parsed.GetValue(map), ct), importer, parsed.GetValue(dryRun), ct);
            Verb.Print(result, parsed.GetValue(asJson));
            return result.Rejected == 0 && !ct.IsCancellationRequested ? 0 : 1;
        });
        Add(people);
    }

    sealed record Result(long Read, long Added, long Updated, long Unchanged, long Conflicts, long Rejected, string? ErrorFile);

    static Scope ScopeOf(DivisionTree tree, string? code)
    {
        code ??= tree.All.FirstOrDefault(d => d.Level == Division.District)?.Code ?? throw new Refusal("no_divisions", "还没有区划，先建好区划再导入。");
        return tree.Find(code) is not null ? new(tree.StreetWhereOne(code)) : throw new Refusal("division_unknown", $"没有 {code} 这个区划。");
    }

    static async Task<Dictionary<string, string?>?> MapAsync(FileInfo? file, CancellationToken ct)
    {
        if (file is null) return null;
        if (!file.Exists) throw new Refusal("map_missing", $"没有这个文件：{file.FullName}");
        try { return JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(file.FullName, ct)); }
        catch (JsonException) { throw new Refusal("map_invalid", "--map 要是 JSON：列名对字段名，不要的列写 null。"); }
    }

    static async Task<Result> RunAsync(ServiceProvider parts, string path, Dictionary<string, string?>? map, Importer importer, bool dry, CancellationToken ct)
    {
        var (desk, db) = (parts.GetRequiredService<ImportDesk>(), parts.GetRequiredService<Database>());
        using var file = SheetFile.Open(path);
        var tables = desk.Tables(file, importer, map);
        await using var bytes = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct));
        var batch = await desk.BeginAsync(importer, Path.GetFileName(path), sha256, bytes.Length, fileKey: null, tables, dry, goesOn: true);
        batch = await parts.GetRequiredService<ImportRun>().RunAsync(batch, () => tables, dry, new Progress("rows"), ct);
        var c = batch.Counts;
        return new(c.Read, c.Added, c.Updated, c.Unchanged, c.Conflicts, c.Rejected,
            c.Rejected == 0 ? null : await WriteRefusedAsync(db, parts.GetRequiredService<TraceLog>(), batch, tables, Path.GetFullPath(path), ct));
    }

    /// <summary>Beside the file itself, whole or not at all.</summary>
    static async Task<string> WriteRefusedAsync(Database db, TraceLog traces, ImportBatch batch, IReadOnlyList<SheetTable> tables, string path, CancellationToken ct)
    {
        var target = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + ".refused.xlsx");
        var partial = target + ".partial";
        await using (var stream = File.Create(partial)) await ImportRefusals.WriteAsync(db, traces, batch, tables, stream, Verb.Operator, stop: ct);
        File.Move(partial, target, overwrite: true);
        return target;
    }
}
