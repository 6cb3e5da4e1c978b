using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios check: reads files beside the kept ones and runs their golden cases; scenarios export: a kept one as a file.</summary>
static class ScenarioFileCommands
{
    public static Command Check(Func<ParseResult, Func<ServiceProvider, DateOnly, Task<int>>, Task<int>> withParts, Option<bool> asJson)
    {
        var check = new Command("check", "Read scenario files, run their golden cases and print what is wrong, with lines");
        var paths = new Argument<string[]>("files") { Description = "Files whose names are those of scenarios: allowance80.yaml", Arity = ArgumentArity.OneOrMore };
        check.Add(paths);
        check.Add(asJson);
        check.SetAction((parsed, _) => withParts(parsed, (parts, _) =>
        {
            var texts = parsed.GetValue(paths)!.Select(path => (Path: path, Name: Path.GetFileNameWithoutExtension(path), Body: Text(path))).ToList();
            var found = parts.GetRequiredService<Database>().Read(tx => parts.GetRequiredService<FileCheck>().Check(tx, [.. texts.Select(t => (t.Name, t.Body))]));
            foreach (var (path, file) in texts.Select(t => t.Path).Zip(found)) Say(path, file, parsed.GetValue(asJson));
            if (parsed.GetValue(asJson))
                Verb.Print(new { files = found.Count, failed = found.Count(f => f.Obstacle is not null), checks = texts.Zip(found, (t, f) => new { file = t.Path, f.Problems, f.Cases, f.Obstacle }) }, true);
            return Task.FromResult(found.All(f => f.Obstacle is null) ? 0 : 1);
        }));
        return check;
    }

    public static Command Export(Func<ParseResult, Func<ServiceProvider, DateOnly, Task<int>>, Task<int>> withParts)
    {
        var export = new Command("export", "Print a scenario's file as it is kept here");
        var name = new Argument<string>("name") { Description = "Its file name, id, title or alias" };
        var version = new Option<int?>("--version-number") { Description = "An older version; the newest where it is left out" };
        export.Add(name);
        export.Add(version);
        export.SetAction((parsed, _) => withParts(parsed, (parts, _) => Task.FromResult(parts.GetRequiredService<Database>().Read(tx =>
        {
            var called = parsed.GetValue(name)!;
            var file = Contents.Find(tx, ScenarioList.Kind, called)?.Name ?? parts.GetRequiredService<ScenarioList>().Require(tx, called).Name;
            var content = parsed.GetValue(version) is { } number ? Contents.Find(tx, ScenarioList.Kind, file, number) : Contents.Find(tx, ScenarioList.Kind, file);
            System.Console.Out.Write((content ?? throw new Refusal("not_found", "没有这个版本。")).Body);
            return 0;
        }))));
        return export;
    }

    static string Text(string path) => new FileInfo(path) is { Exists: true } file
        ? file.Length <= PublishingDesk.BytesMax ? File.ReadAllText(path).ReplaceLineEndings("\n") : throw new Refusal("too_big", $"{path} 太大了。")
        : throw new Refusal("not_found", $"没有这个文件：{path}");

    static void Say(string path, CheckedFile file, bool asJson)
    {
        var to = asJson ? System.Console.Error : System.Console.Out;
        foreach (var problem in file.Problems) to.WriteLine($"{path}{(problem.Line is { } line ? $":{line}" : "")}: {problem.Text}");
        foreach (var one in file.Cases.Where(c => !c.Passed)) to.WriteLine($"{path}: {one.Name} {one.On}: {one.Why}");
        if (file.Problems.Count > 0) return;
        to.WriteLine(file.Obstacle is null ? $"{path}: ok, {file.Cases.Count} golden cases" : $"{path}: {file.Obstacle}");
    }
}
