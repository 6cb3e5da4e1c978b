using System.CommandLine;
using OneTable.Services.Data;

namespace OneTable.BotGateway.Cli;

/// <summary>migrate: brings the database to this program's schema.</summary>
sealed class MigrateCommand : Command
{
    public MigrateCommand() : base("migrate", "Bring the database to this program's schema")
    {
        var asJson = Verb.JsonOption();
        Add(asJson);
        SetAction(parsed =>
        {
            using var parts = Verb.Parts();
            var settings = parts.GetRequiredService<Settings>();
            if (settings.Provider == Provider.Sqlite) Directory.CreateDirectory(settings.Folder);
            Verb.Print(new { steps = Migrations.Apply(parts.GetRequiredService<Dialect>()), newest = Migrations.All[^1].Name }, parsed.GetValue(asJson));
            return 0;
        });
    }
}
