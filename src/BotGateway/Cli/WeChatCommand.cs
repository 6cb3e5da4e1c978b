using System.CommandLine;
using OneTable.BotGateway.Console;
using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.BotGateway.Cli;

/// <summary>wechat: the account's menu, and the codes of grids and buildings.</summary>
sealed class WeChatCommand : Command
{
    public WeChatCommand() : base("wechat", "Compare or make the account's menu; make the codes of grids and buildings")
    {
        Add(Menu());
        Add(Codes());
    }

    static Command Menu()
    {
        var menu = new Command("menu", "Say what differs between the live menu and the file (exit code 1); make it with --apply");
        var (check, apply, asJson) = (new Option<bool>("--check") { Description = "Only compare; the default" }, new Option<bool>("--apply") { Description = "Make the menu as the file says" }, Verb.JsonOption());
        foreach (var option in new Option[] { check, apply, asJson }) menu.Add(option);
        menu.SetAction((parsed, ct) => WithPartsAsync(async parts =>
        {
            var menus = parts.GetRequiredService<AccountMenus>();
            var state = parsed.GetValue(apply) && !parsed.GetValue(check) ? await menus.ApplyAsync(ct) : await menus.CompareAsync(ct);
            Verb.Print(new { live = state.Live.Count, differences = string.Concat(state.Differences), faults = string.Concat(state.Faults) }, parsed.GetValue(asJson));
            return state.Differences.Count + state.Faults.Count == 0 ? 0 : 1;
        }));
        return menu;
    }

    static Command Codes()
    {
        var codes = new Command("codes", "Make the codes of a division and write them on A4 pages, to be printed from a browser");
        var division = new Option<string>("--division") { Description = "Code of a community or grid", Required = true };
        var file = new Option<string>("--out") { Description = "The HTML file to write", Required = true };
        var (ofMini, asJson) = (new Option<bool>("--mini") { Description = "Codes of the mini-program instead of the account's" }, Verb.JsonOption());
        foreach (var option in new Option[] { division, file, ofMini, asJson }) codes.Add(option);
        codes.SetAction((parsed, ct) => WithPartsAsync(async parts =>
        {
            var divisions = parts.GetRequiredService<DivisionTree>();
            var scope = new Scope(divisions.Find(parsed.GetValue(division))?.Code ?? throw new Refusal("bad_division", "没有这个区划，请给出社区或网格的代码。"));
            var made = await parts.GetRequiredService<PlaceCodeMaker>().MakeAsync(scope, parsed.GetValue(ofMini), ct);
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            await File.WriteAllTextAsync(path, CodeSheet.Html(divisions, scope, made), ct);
            Verb.Print(new { codes = made.Count, file = path }, parsed.GetValue(asJson));
            return 0;
        }));
        return codes;
    }

    static async Task<int> WithPartsAsync(Func<ServiceProvider, Task<int>> act)
    {
        try
        {
            await using var parts = Verb.Parts(outbound: true);
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            return await act(parts);
        }
        catch (Refusal refusal)
        {
            System.Console.Error.WriteLine(refusal.Message);
            return 2;
        }
    }
}
