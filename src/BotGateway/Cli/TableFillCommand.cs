using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Cli;

/// <summary>table fill: a department's own form back, filled from the registry.</summary>
sealed class TableFillCommand : Command
{
    public TableFillCommand() : base("fill", "Fill a department's own .xlsx from the registry")
    {
        var form = new Argument<string>("form") { Description = "The department's .xlsx" };
        var division = new Option<string?>("--division") { Description = "Code of a division; all where it is left out" };
        var where = new Option<string?>("--where") { Description = "Who belongs into it, in words, such as 低保; those whom the sheet names where it is left out" };
        var period = new Option<string?>("--period") { Description = "The cut-off day, yyyy-MM-dd; the day the form names, or today, where it is left out" };
        var version = new Option<FillVersion>("--as") { Description = "Working, Clean (no colours and comments) or Public (names masked, no numbers)" };
        var output = new Option<FileInfo>("--out") { Description = "The .xlsx to write", Required = true };
        var asJson = Verb.JsonOption();
        Add(form);
        foreach (var option in new Option[] { division, where, period, version, output, asJson }) Add(option);
        SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            var tree = parts.GetRequiredService<DivisionTree>();
            var code = parsed.GetValue(division) ?? tree.All.FirstOrDefault(d => d.Level == Division.District)?.Code ?? "";
            if (tree.Find(code) is null) throw new Refusal("division_unknown", $"没有 {code} 这个区划。");
            DateOnly? day = parsed.GetValue(period) is { } text ? DateText.Day(text) ?? throw new Refusal("bad_date", "--period 要写成 2026-01-31。") : null;
            var order = new FillOrder(new(code), parsed.GetValue(where), day, parsed.GetValue(version), Verb.Clerk);
            var (result, trace) = await FillAsync(parts, parsed.GetValue(form)!, order, parsed.GetValue(output)!, ct);
            var counts = new { result.Columns, result.Known, result.Asked, result.Rows, result.CellsFilled, result.CellsAsked, TraceCode = trace.Code };
            Verb.Print(counts, parsed.GetValue(asJson));
            return 0;
        });
    }

    static async Task<(FillResult, Trace)> FillAsync(ServiceProvider parts, string path, FillOrder order, FileInfo target, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new Refusal("sheet_missing", $"没有这个文件：{path}");
        var (filler, traces) = (parts.GetRequiredService<FormFiller>(), parts.GetRequiredService<TraceLog>());
        var form = parts.GetRequiredService<FormDesk>().Recognise(File.OpenRead(path), Path.GetFileName(path), order.Scope.Code, viewer: null);
        var total = filler.Count(form, order);
        var trace = await traces.BeginAsync(TraceKind.Fill, form.FileName, target.Name, order.Scope.Code, order.Viewer);
        var progress = new Progress("rows");
        var partial = target.FullName + ".partial";
        FillResult result;
        try
        {
            await using (var stream = File.Create(partial))
                result = filler.Fill(form, () => File.OpenRead(path), order, stream, trace.Mark, rows => progress.Report((rows, total)), ct);
            File.Move(partial, target.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
        await traces.EndAsync(trace, result.Rows);
        return (result, trace);
    }
}
