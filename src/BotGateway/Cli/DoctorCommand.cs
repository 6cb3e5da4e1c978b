using System.CommandLine;
using OneTable.Services.Data;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>doctor: says what an operator must know before serving; exit code 1 where something is wrong.</summary>
sealed class DoctorCommand : Command
{
    public DoctorCommand() : base("doctor", "Check settings, database, clients and disk")
    {
        var asJson = Verb.JsonOption();
        Add(asJson);
        SetAction(parsed =>
        {
            using var parts = Verb.Parts();
            var settings = parts.GetRequiredService<Settings>();
            var clients = Path.Combine(AppContext.BaseDirectory, "wwwroot");
            var schema = Schema(parts.GetRequiredService<Database>());
            var free = new DriveInfo(Path.GetFullPath(settings.Folder)).AvailableFreeSpace >> 20;
            Verb.Print(new
            {
                database = settings.Provider.ToString(), schema, folder = settings.Folder, freeMiB = free,
                console = File.Exists(Path.Combine(clients, "console", "index.html")) ? "built" : "missing: install Node 20 and build again",
                mini = File.Exists(Path.Combine(clients, "m", "index.html")) ? "built" : "missing: install Node 20 and build again",
                tesseract = OutboundCall.Ocr.TesseractCardReader.Program ?? "missing: cards are read by WeChat only (apt-get install tesseract-ocr tesseract-ocr-chi-sim)",
                ffmpeg = OutboundCall.WeChat.VoiceCopies.Program ?? "missing: voices cannot be heard in a browser (apt-get install ffmpeg)",
                scenarios = schema == "current" ? Scenarios(parts) : "not readable",
                weChat = settings.Sandbox ? "sandbox" : settings.Account.AppId, mode = settings.Account.SafeMode ? "Safe" : "Plain", demo = settings.Demo,
            }, parsed.GetValue(asJson));
            return schema == "current" && free > 100 ? 0 : 1;
        });
    }

    /// <summary>A broken one finds nobody until somebody corrects it; the others run.</summary>
    static string Scenarios(ServiceProvider parts) => parts.GetRequiredService<Database>().Read(tx =>
    {
        var list = parts.GetRequiredService<ScenarioList>();
        return string.Join("; ", list.Broken(tx).Select(b => b.Why).Prepend($"{list.On(tx).Count} on, {list.Broken(tx).Count} broken"));
    });

    static string Schema(Database db)
    {
        try
        {
            return Migrations.Missing(db) is var missing and > 0 ? $"{missing} of {Migrations.All.Count} steps missing: run migrate" : "current";
        }
        catch (System.Data.Common.DbException e)
        {
            return "not readable: " + e.Message;
        }
    }
}
