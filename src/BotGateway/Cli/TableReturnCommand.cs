using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Tables.Returning;

namespace OneTable.BotGateway.Cli;

/// <summary>table return: a filled table taken back; what the registry does not know yet is written, what contradicts waits for a person.</summary>
sealed class TableReturnCommand : Command
{
    public TableReturnCommand() : base("return", "Take a filled table back")
    {
        var input = new Argument<string>("file") { Description = "The filled table, .xlsx, .xls or .csv" };
        var division = new Option<string?>("--division") { Description = "Code of a division; all where it is left out" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what is different; write nothing" };
        var asJson = Verb.JsonOption();
        Add(input);
        foreach (var option in new Option[] { division, dry, asJson }) Add(option);
        SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            var tree = parts.GetRequiredService<DivisionTree>();
            var code = parsed.GetValue(division) ?? tree.All.FirstOrDefault(d => d.Level == Division.District)?.Code ?? "";
            if (tree.Find(code) is null) throw new Refusal("division_unknown", $"没有 {code} 这个区划。");
            var counts = await ReturnAsync(parts, parsed.GetValue(input)!, new(code), parsed.GetValue(dry), ct);
            Verb.Print(new { counts.Rows, counts.Matched, counts.New, counts.Changed, counts.Conflicts, counts.Unreadable, counts.UnknownRows, counts.StillAsked }, parsed.GetValue(asJson));
            return 0;
        });
    }

    static async Task<ReturnCounts> ReturnAsync(ServiceProvider parts, string path, Scope scope, bool dry, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new Refusal("sheet_missing", $"没有这个文件：{path}");
        var (desk, me, name) = (parts.GetRequiredService<ReturnDesk>(), Verb.Clerk with { DivisionCode = scope.Code }, Path.GetFileName(path));
        var progress = new Progress("rows");
        void Each((long Done, long Total) at) => progress.Report(((int)at.Done, (int)at.Total));
        if (dry) return desk.Try(() => File.OpenRead(path), name, desk.Understand(() => File.OpenRead(path), name, scope, me.Reader), scope, me.Reader, Each);
        await using var file = File.OpenRead(path);
        var kept = await desk.TakeAsync(file, name, scope, me, ct);
        await desk.ReadAsync(kept, me.Reader, Each, ct);
        var accept = parts.GetRequiredService<ReturnAccept>();
        await accept.RunAsync(kept, new(CellKind.New), me, accept.At, ct);
        return parts.GetRequiredService<Database>().Read(tx => Return.Find(tx, scope, kept.Id))?.Counts ?? throw new Refusal("stopped", "已经停下，什么都没有写。");
    }
}
