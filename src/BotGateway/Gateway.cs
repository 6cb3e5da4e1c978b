using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.ResponseCompression;
using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;
using OneTable.BotGateway.Console;
using OneTable.BotGateway.Hooks;
using OneTable.BotGateway.Http;
using OneTable.BotGateway.Jobs;
using OneTable.BotGateway.MiniProgram;
using OneTable.OutboundCall;
using OneTable.Sandbox;
using OneTable.Services.Accounts;
using OneTable.Services.Residents;
using OneTable.Services.Data;

namespace OneTable.BotGateway;

/// <summary>Puts the host together; the verbs and the tests start from here.</summary>
public static class Gateway
{
    /// <param name="overrides">Settings that win over files and environment, for tests.</param>
    /// <param name="before">What stands before all else, for the benchmark's constant answer.</param>
    public static WebApplication Build(IReadOnlyDictionary<string, string?>? overrides = null, Action<WebApplication>? before = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        if (overrides is not null) builder.Configuration.AddInMemoryCollection(overrides);
        var settings = Settings.Read(builder.Configuration, builder.Environment.IsDevelopment(), Roots.Repository);
        var address = Roots.Address(settings.Urls);
        if (settings.Sandbox) SandboxDefaults.Apply(builder.Configuration, address);
        if (builder.Configuration["ASPNETCORE_URLS"] is null && builder.Configuration["urls"] is null) builder.WebHost.UseUrls(Settings.DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.Services.AddOneTable(settings);
        builder.Services.AddOutboundCall(builder.Configuration);
        builder.Services.AddSchedule();
        AddWeb(builder);
        var app = builder.Build();
        before?.Invoke(app);
        Map(app, settings, address);
        return app;
    }

    static void AddWeb(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { IdsAsStrings.Apply } };
        });
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.NameIt);
        // Only Development does so by itself; everywhere else a broken body would be refused without a code.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<Problems>();
        services.AddOpenApi();
        services.AddAntiforgery();
        services.AddDataProtection().SetApplicationName("OneTable");
        services.AddSingleton<ProtectionKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((options, keys) => options.XmlRepository = keys);
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, MiniProgramSignIn>(MiniProgramSignIn.Scheme, null)
            .AddCookie(ConsoleSignIn.Scheme, ConsoleSignIn.Configure);
        services.AddAuthorizationBuilder()
            .AddPolicy(MiniProgramSignIn.Scheme, policy => policy.AddAuthenticationSchemes(MiniProgramSignIn.Scheme).RequireAuthenticatedUser())
            .AddPolicy(ConsoleSignIn.Scheme, policy => policy.AddAuthenticationSchemes(ConsoleSignIn.Scheme).RequireAuthenticatedUser());
        services.AddRateLimiter(Limits.Configure);
        services.AddSingleton<MetricsText>();
        services.AddHostedService<KeptCounts>();
        services.AddSingleton<CardForm>();
    }

    static void Map(WebApplication app, Settings settings, string address)
    {
        app.Services.GetRequiredService<MetricsText>();
        app.Services.GetRequiredService<AccountHealth>();
        // Before all else: the callback is the one path that must be fast, and it brings its own authentication.
        foreach (var account in new[] { settings.Account, settings.MiniProgram }.OfType<PushAccount>())
            app.Map(account.Path, callback => callback.Run(ActivatorUtilities.CreateInstance<Callback>(app.Services, account).HandleAsync));
        app.UseSafeHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseClients();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter(); // after it is known who calls: each user has a count of their own
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapMiniProgram();
        app.MapConsole();
        app.MapHooks();
        if (settings.Sandbox) app.MapSandbox(SandboxDefaults.Options(address, app.Services.GetRequiredService<ResidentBook>(), SmsHook.PathOf(app.Services.GetRequiredService<Seal>())));
    }
}

static class MiniProgramEndpoints
{
    public static void MapMiniProgram(this WebApplication app)
    {
        var mini = app.MapGroup("/api/mini").RequireAuthorization(MiniProgramSignIn.Scheme).WithTags("mini");
        mini.MapSession();
        mini.MapWeChatPages();
        mini.MapFiles();
        mini.MapCases();
        mini.MapToDos();
        mini.MapTalks();
        mini.MapCapture();
        mini.MapWorkerPeople();
        mini.MapWorkerForms();
        mini.MapClaims();
        mini.MapChances();
        mini.MapLinks();
        mini.MapBinding();
        mini.MapProxies();
        mini.MapActing();
        mini.MapSubscriptions();
    }
}
