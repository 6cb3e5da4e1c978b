using System.CommandLine;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Statistics;

namespace OneTable.BotGateway.Cli;

/// <summary>table make: a table of the registry as .xlsx, or all of them as .zip.</summary>
sealed class TableCommand : Command
{
    public TableCommand() : base("table", "Make tables from the registry")
    {
        var make = new Command("make", "Make a table as .xlsx");
        var name = new Argument<string>("name") { Description = "Name or id of the table, such as 高龄津贴名册; all: every table, as a .zip" };
        var division = new Option<string?>("--division") { Description = "Code of a division; all where it is left out" };
        var period = new Option<string?>("--period") { Description = "A period of the table (2026-11, 2026-Q4, 2026-W48) or the cut-off day yyyy-MM-dd; today where it is left out" };
        var output = new Option<FileInfo>("--out") { Description = "The .xlsx or .zip to write", Required = true };
        var asJson = Verb.JsonOption();
        make.Add(name);
        foreach (var option in new Option[] { division, period, output, asJson }) make.Add(option);
        make.SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            var tree = parts.GetRequiredService<DivisionTree>();
            var code = parsed.GetValue(division) ?? tree.All.FirstOrDefault(d => d.Level == 1)?.Code ?? "";
            if (tree.Find(code) is null) throw new Refusal("division_unknown", $"There is no division {code}.");
            var (maker, file, json, said) = (parts.GetRequiredService<TableMaker>(), parsed.GetValue(output)!, parsed.GetValue(asJson), parsed.GetValue(period));
            if (parsed.GetValue(name) is not { } wanted || wanted == "all")
            {
                var day = Days.Of(said, parts.GetRequiredService<TimeProvider>());
                var made = await WriteAsync(file, stream => parts.GetRequiredService<TableSet>().StreamAsync(stream, new(code), day, Verb.Clerk, at => { if (!json) System.Console.WriteLine($"{at.Tables}/{at.Of} tables, {at.Rows} rows"); }, ct));
                Verb.Print(new { tables = made.Tables, rows = made.Rows, file = file.FullName }, json);
                return 0;
            }
            var table = parts.GetRequiredService<Database>().Read(tx => parts.GetRequiredService<ReportTables>().Require(tx, wanted));
            var cutOff = said is null or [_, _, _, _, '-', _, _, '-', _, _] ? Days.Of(said, parts.GetRequiredService<TimeProvider>()) : table.Cycle.Parse(said).CutOff;
            if (table.Counts is not null)
            {
                var counted = await parts.GetRequiredService<StatisticsDesk>().FileAsync(table.Id, new(code), cutOff, withBefore: true, Verb.Clerk);
                await WriteAsync(file, async stream => { await stream.WriteAsync(counted.File, ct); return 0; });
                Verb.Print(new { rows = counted.Rows, file = file.FullName, traceCode = counted.TraceCode }, json);
                return 0;
            }
            var sheet = maker.Make(wanted, new Scope(code), cutOff, Verb.Clerk);
            var rows = await WriteAsync(file, stream => sheet.StreamAsync(stream, ct));
            Verb.Print(new { rows, file = file.FullName, traceCode = sheet.Trace?.Code }, json);
            return 0;
        });
        Add(make);
        Add(new OverlapCommand());
        Add(new TableFillCommand());
        Add(new TableReturnCommand());
    }

    /// <summary>Under its name only when it is whole.</summary>
    static async Task<T> WriteAsync<T>(FileInfo file, Func<Stream, Task<T>> write)
    {
        var partial = file.FullName + ".partial";
        T result;
        await using (var stream = File.Create(partial)) result = await write(stream);
        File.Move(partial, file.FullName, overwrite: true);
        return result;
    }
}
