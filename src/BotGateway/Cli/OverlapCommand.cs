using System.CommandLine;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Tables.Overlap;

namespace OneTable.BotGateway.Cli;

/// <summary>table overlap: how much of a set of tables is asked more than once.</summary>
sealed class OverlapCommand : Command
{
    public OverlapCommand() : base("overlap", "Tell how much of a set of tables is asked more than once, and what is known already")
    {
        var which = new Argument<string[]>("tables")
        {
            Description = "Forms (.xlsx, .xls, .csv, .docx), a .csv with the columns table and field_label, or names of tables; all our tables where it is left out",
        };
        var asJson = Verb.JsonOption();
        Add(which);
        Add(asJson);
        SetAction(async (parsed, _) =>
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            var desk = parts.GetRequiredService<OverlapDesk>();
            var given = parsed.GetValue(which) ?? [];
            var (files, names) = (given.Where(File.Exists).ToList(), given.Where(g => !File.Exists(g)).ToList());
            var report = OverlapReport.Of([.. files.SelectMany(desk.OfFile), .. names.Count > 0 || files.Count == 0 ? desk.OfTemplates(names) : []]);
            if (parsed.GetValue(asJson)) Verb.Print(report, true);
            else Verb.Print(new
            {
                report.Tables, report.Fields, report.Distinct, reduction = report.Reduction + " %", report.Known, report.Automatic, report.ReportsLeft,
                reportsReduction = report.ReportsReduction + " %", mostAsked = string.Join("、", report.MostAsked.Take(10).Select(f => $"{f.Field} {f.Tables}")),
            }, false);
            return 0;
        });
    }
}
