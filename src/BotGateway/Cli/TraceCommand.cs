using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Cli;

/// <summary>trace: who took a file or print away, by the code that stands in it.</summary>
sealed class TraceCommand : Command
{
    public TraceCommand() : base("trace", "Say who took a file or print away, by the code in its footer or properties")
    {
        var code = new Argument<string>("code") { Description = "The trace code, such as K7Q2M9AB" };
        var asJson = Verb.JsonOption();
        Add(code);
        Add(asJson);
        SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            var trace = parts.GetRequiredService<Database>().Read(tx => TraceLog.ByCode(tx, parsed.GetValue(code)!))
                ?? throw new Refusal("not_found", $"没有 {parsed.GetValue(code)} 这个追溯码。");
            Verb.Print(new
            {
                trace.Code, Who = trace.Viewer, Post = trace.StaffId == Verb.Operator.Id ? "" : Posts.Text(trace.Post), When = BeijingTime.Of(trace.At).ToString("yyyy-MM-dd HH:mm:ss"),
                Kind = TraceKind.Text(trace.Kind), trace.What, File = trace.FileName, Division = trace.DivisionCode,
                DivisionName = parts.GetRequiredService<DivisionTree>().FullName(trace.DivisionCode), Rows = trace.RowsWritten,
            }, parsed.GetValue(asJson));
            return 0;
        });
    }
}
