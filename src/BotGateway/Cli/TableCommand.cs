using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Statistics;

namespace OneTable.BotGateway.Cli;

/// <summary>table make: a table of the registry as .xlsx.</summary>
sealed class TableCommand : Command
{
    public TableCommand() : base("table", "Make tables from the registry")
    {
        var make = new Command("make", "Make a table as .xlsx");
        var name = new Argument<string>("name") { Description = "Name or id of the table, such as 高龄津贴名册" };
        var division = new Option<string?>("--division") { Description = "Code of a division; all where it is left out" };
        var period = new Option<string?>("--period") { Description = "A period of the table (2026-11, 2026-Q4, 2026-W48) or the cut-off day yyyy-MM-dd; today where it is left out" };
        var output = new Option<FileInfo>("--out") { Description = "The .xlsx to write", Required = true };
        var asJson = Verb.JsonOption();
        make.Add(name);
        foreach (var option in new Option[] { division, period, output, asJson }) make.Add(option);
        make.SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            var tree = parts.GetRequiredService<DivisionTree>();
            var code = parsed.GetValue(division) ?? tree.All.FirstOrDefault(d => d.Level == 1)?.Code ?? "";
            if (tree.Find(code) is null) throw new Refusal("division_unknown", $"There is no division {code}.");
            var table = parts.GetRequiredService<Database>().Read(tx => parts.GetRequiredService<ReportTables>().Require(tx, parsed.GetValue(name)));
            var day = parsed.GetValue(period) is not { } text ? parts.GetRequiredService<TimeProvider>().Today()
                : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var said) ? said : table.Cycle.Parse(text).CutOff;
            if (table.Counts is not null) return await CountAsync(parts.GetRequiredService<StatisticsDesk>(), table.Id, new(code), day, parsed.GetValue(output)!, parsed.GetValue(asJson), ct);
            var sheet = parts.GetRequiredService<TableMaker>().Make(parsed.GetValue(name)!, new Scope(code), day, Verb.Operator);
            var file = parsed.GetValue(output)!;
            var partial = file.FullName + ".partial";
            int rows;
            await using (var stream = File.Create(partial)) rows = await sheet.StreamAsync(stream, ct);
            File.Move(partial, file.FullName, overwrite: true);
            Verb.Print(new { rows, file = file.FullName, traceCode = sheet.Trace?.Code }, parsed.GetValue(asJson));
            return 0;
        });
        Add(make);
        Add(new OverlapCommand());
        Add(new TableFillCommand());
    }

    /// <summary>A table of counts.</summary>
    static async Task<int> CountAsync(StatisticsDesk desk, string id, Scope scope, DateOnly day, FileInfo file, bool asJson, CancellationToken ct)
    {
        var (_, bytes, rows, traceCode) = await desk.FileAsync(id, scope, day, withBefore: true, Verb.Operator);
        await File.WriteAllBytesAsync(file.FullName + ".partial", bytes, ct);
        File.Move(file.FullName + ".partial", file.FullName, overwrite: true);
        Verb.Print(new { rows, file = file.FullName, traceCode }, asJson);
        return 0;
    }
}
