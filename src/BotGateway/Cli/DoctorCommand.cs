using System.CommandLine;
using OneTable.OutboundCall;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Accounts;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>doctor: says what an operator must know before serving; exit code 1 where something is wrong.</summary>
sealed class DoctorCommand : Command
{
    public DoctorCommand() : base("doctor", "Check settings, database, clients and disk")
    {
        var asJson = Verb.JsonOption();
        Add(asJson);
        SetAction(async (parsed, ct) =>
        {
            using var parts = Verb.Parts(outbound: true);
            var settings = parts.GetRequiredService<Settings>();
            var clients = Path.Combine(AppContext.BaseDirectory, "wwwroot");
            var schema = Schema(parts.GetRequiredService<Database>());
            var free = new DriveInfo(Path.GetFullPath(settings.Folder)).AvailableFreeSpace >> 20;
            var isFolder = schema != "current" || settings.Provider == Provider.Sqlite || FolderMark.IsOf(parts.GetRequiredService<Database>(), settings.Folder);
            var (mp, mpState) = await AccountAsync(parts, settings, parts.GetRequiredService<AccountApis>().Mp, schema, ct);
            var (mini, miniState) = await AccountAsync(parts, settings, parts.GetRequiredService<AccountApis>().Mini, schema, ct);
            Verb.Print(new
            {
                database = settings.Provider.ToString(), schema, folder = isFolder ? settings.Folder : $"{settings.Folder}: {Start.OtherFolder}", freeMiB = free,
                redis = await parts.GetRequiredService<ITokenStore>().StateAsync(),
                console = File.Exists(Path.Combine(clients, "console", "index.html")) ? "built" : "missing: install Node 20 and build again",
                mini = File.Exists(Path.Combine(clients, "m", "index.html")) ? "built" : "missing: install Node 20 and build again",
                tesseract = OutboundCall.Ocr.TesseractCardReader.Program ?? "missing: cards are read by WeChat only (apt-get install tesseract-ocr tesseract-ocr-chi-sim)",
                ffmpeg = OutboundCall.WeChat.VoiceCopies.Program ?? "missing: voices cannot be heard in a browser (apt-get install ffmpeg)",
                scenarios = schema == "current" ? Scenarios(parts) : "not readable",
                weChat = settings.Sandbox ? "sandbox" : settings.Account.AppId, mode = settings.Account.SafeMode ? "Safe" : "Plain", demo = settings.Demo,
                account = mpState, miniProgram = miniState, templates = string.Join("; ", parts.GetRequiredService<PlatformTemplates>().Missing().DefaultIfEmpty("all set")),
                smsHook = (settings.PublicAddress ?? "") + Hooks.SmsHook.PathOf(parts.GetRequiredService<Seal>()),
            }, parsed.GetValue(asJson));
            return schema == "current" && free > 100 && isFolder && mp && mini ? 0 : 1;
        });
    }

    /// <summary>Whether WeChat gives this machine a token, and what the serving instances are told no by.</summary>
    static async Task<(bool Good, string State)> AccountAsync(ServiceProvider parts, Settings settings, AccountApi api, string schema, CancellationToken ct)
    {
        if (settings.Sandbox) return (true, "sandbox");
        if (api.Account.AppId.Length == 0) return (true, "not set");
        var closed = schema != "current" ? [] : parts.GetRequiredService<Database>().Read(parts.GetRequiredService<AccountHealth>().Breakers)
            .Where(b => b.Account == api.Account.Name).Select(b => $"{b.Instance}{(b.Path.Length > 0 ? " " + b.Path : "")}: {b.Code} {WeChatErrors.Say(b.Code, b.Message)}").ToList();
        try
        {
            await api.Tokens.GetAsync(ct);
            return (closed.Count == 0, string.Join("; ", closed.Prepend("token ok")));
        }
        catch (CallFault fault)
        {
            return (false, string.Join("; ", closed.Prepend($"{fault.Result.Code} {WeChatErrors.Say(fault.Result.Code, fault.Result.Detail)} {fault.Result.Detail}")));
        }
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
