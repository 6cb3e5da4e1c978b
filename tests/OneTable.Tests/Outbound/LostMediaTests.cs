using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.OutboundCall;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;

namespace OneTable.Tests.Outbound;

/// <summary>WeChat keeps a photo for three days: so long it is asked for, then people are told. Days pass on a clock of the test's own.</summary>
public sealed class LostMediaTests : IAsyncLifetime
{
    const string Openid = "lost-media";
    readonly string folder = Directory.CreateTempSubdirectory("onetable-lost-").FullName;
    readonly StepClock clock = new(DateTimeOffset.Parse(Street.TuesdayMorning));
    ServiceProvider parts = null!;
    Case case_ = null!;

    Database Db => parts.GetRequiredService<Database>();
    Fetches Fetches => parts.GetRequiredService<Fetches>();

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        var configuration = new ConfigurationManager();
        var nobody = new Uri($"http://127.0.0.1:{MariaDb.FreePort()}");
        configuration.AddInMemoryCollection(new Dictionary<string, string?>(Street.Settings(folder, nobody))
        {
            ["Demo:Enabled"] = "true", ["Demo:People"] = "500", ["WeChat:AppId"] = "wx1", ["WeChat:Token"] = "token", ["WeChat:AppSecret"] = "secret",
            ["WeChat:EncodingAESKey"] = new string('a', 43), ["WeChat:ApiBase"] = nobody.ToString(),
            ["WeChat:TemplateIds:todo"] = "TM_TODO",
        });
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddMetrics()
            .AddOneTable(Settings.Read(configuration, isDevelopment: true, folder)).AddOutboundCall(configuration);
        parts = services.AddSingleton<TimeProvider>(clock).BuildServiceProvider();
        await Start.PrepareAsync(parts, _ => { });
        case_ = await Db.WriteAsync(tx =>
        {
            var resident = parts.GetRequiredService<ResidentBook>().Wrote(tx, Openid);
            var opened = parts.GetRequiredService<CaseDesk>().Open(tx, new CaseDraft(CaseKind.Complaint, CaseSource.Account, "路灯不亮了", ResidentId: resident, Openid: Openid));
            foreach (var media in new[] { "m1", "m2" }) Fetches.Add(tx, Openid, opened.Id, "image", media);
            return opened;
        });
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_asked_for_until_the_third_day_and_then_said_once()
    {
        var fetcher = parts.GetRequiredService<MediaFetcher>();
        await fetcher.StartAsync(default);
        for (var day = 0; day <= 3; day++, clock.NextDay())
        {
            var tries = day + 1;
            Wait.Until(() => Count("SELECT COUNT(*) FROM case_files WHERE case_id = @id AND state = 'waiting' AND claimed_until IS NULL AND attempts >= @tries", tries) == 2, $"both were tried on day {day}");
            Assert.Equal(0, Count("SELECT COUNT(*) FROM notices WHERE case_id = @id AND dedup_key LIKE 'media-lost%'"));
        }
        Wait.Until(() => Count("SELECT COUNT(*) FROM case_files WHERE case_id = @id AND state = 'failed'") == 2, "both were given up");
        await fetcher.StopAsync(default);
        Assert.Equal(2, Count("SELECT COUNT(*) FROM case_events WHERE case_id = @id AND text = '微信里的照片没能取回'"));
        Assert.Equal("您发的照片没能取到，方便就再发一次。", Db.Read(tx => tx.Query<string>("SELECT text FROM notices WHERE dedup_key LIKE 'media-lost%'").Single()));
        Assert.Equal(1, Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM outbox WHERE dedup_key LIKE 'media-lost%:staff'")));
    }

    [Fact]
    public async Task What_an_instance_took_with_it_when_it_died_is_taken_by_another_and_stored_once()
    {
        var died = (await Db.WriteAsync(tx => Fetches.Claim(tx, "died", 4))).First();
        Assert.Empty(await Db.WriteAsync(tx => Fetches.Claim(tx, "other", 4)));
        clock.NextDay();
        var taken = (await Db.WriteAsync(tx => Fetches.Claim(tx, "other", 4))).Single(f => f.Id == died.Id);
        Assert.True(await Db.WriteAsync(tx => Fetches.Stored(tx, taken, 7)));
        Assert.False(await Db.WriteAsync(tx => Fetches.Stored(tx, died, 8)));
        Assert.Equal(7, Db.Read(tx => tx.Value<long>("SELECT file_id FROM case_files WHERE id = @p0", died.Id)));
    }

    [Fact]
    public async Task A_photo_taken_back_while_it_was_on_its_way_is_not_kept()
    {
        var (files, media) = (parts.GetRequiredService<FileStore>(), parts.GetRequiredService<CaseMedia>());
        var fetch = (await Db.WriteAsync(tx => Fetches.Claim(tx, "me", 4))).First();
        var stale = await files.KeepAsync(Photos.Jpeg());
        await Db.WriteAsync(tx => media.Came(tx, fetch with { Attempts = fetch.Attempts - 1 }, stale.Id)); // another try has it now
        Assert.True(File.Exists(files.Find(stale.Id)?.Path));
        await Db.WriteAsync(tx => parts.GetRequiredService<Revocations>().Take(tx, Openid, "user_authorization_revoke", [(int)Revoked.Photos]));
        var kept = await files.KeepAsync(Photos.Jpeg());
        var path = files.Find(kept.Id)!.Value.Path;
        await Db.WriteAsync(tx => media.Came(tx, fetch, kept.Id));
        Assert.Null(files.Find(kept.Id));
        Assert.False(File.Exists(path));
    }

    int Count(string sql, int tries = 0) => Db.Read(tx => tx.Count<int>(sql, new { id = case_.Id, tries }));

    public async Task DisposeAsync()
    {
        await parts.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
