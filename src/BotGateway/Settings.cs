using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.BotGateway.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using Pretended = OneTable.Sandbox.SandboxOptions;

namespace OneTable.BotGateway;

/// <summary>
/// Every setting that the gateway reads itself, checked once at start: a wrong one stops it with a sentence that names the
/// key and what is allowed. With nothing set it is the demo on SQLite with the sandbox.
/// </summary>
public sealed partial record Settings
{
    public const string DefaultUrl = "http://localhost:5080";

    public required bool IsDevelopment { get; init; }
    public required Provider Provider { get; init; }
    public required string ConnectionString { get; init; }
    public required string Folder { get; init; }
    public required string SealKey { get; init; }
    public required string? Redis { get; init; }
    public required bool Demo { get; init; }
    public required DateTimeOffset? DemoNow { get; init; }
    public required int DemoPeople { get; init; }
    public required bool Sandbox { get; init; }
    /// <summary>The official account.</summary>
    public required PushAccount Account { get; init; }
    /// <summary>The mini-program, where it has a callback.</summary>
    public required PushAccount? MiniProgram { get; init; }
    public string Urls { get; init; } = DefaultUrl;

    /// <summary>How people reach us, without a slash at the end; null: whatever address a request came by.</summary>
    public string? PublicAddress { get; init; }

    public string FilesFolder => Path.Combine(Folder, "files");

    /// <exception cref="SettingException">names the key and the allowed values</exception>
    public static Settings Read(IConfiguration config, bool isDevelopment, string root)
    {
        var appId = Text(config, "WeChat:AppId", AppIdForm(), "letters and digits");
        var real = appId.Length > 0;
        var sandbox = Flag(config, "Sandbox:Enabled", isDevelopment && !real);
        if (sandbox && real)
            throw new SettingException("Sandbox__Enabled",
                "must be false (or not set) where WeChat__AppId is set: the pretended WeChat never runs beside real credentials");
        if (sandbox && !isDevelopment) throw new SettingException("Sandbox__Enabled", "may be true only in Development (ASPNETCORE_ENVIRONMENT=Development)");
        var demo = Flag(config, "Demo:Enabled", isDevelopment && !real);
        var folder = Path.GetFullPath(config["Data:Folder"] is { Length: > 0 } set ? set : Path.Combine(root, "data"));
        var provider = Choice(config, "Data:Provider", Provider.Sqlite);
        var connection = config["Data:ConnectionString"];
        if (provider == Provider.MySql && string.IsNullOrEmpty(connection))
            throw new SettingException("Data__ConnectionString",
                "must be set where Data__Provider is MySql, such as server=localhost;database=onetable;user id=…;password=…");
        Choice(config, "Ocr:Reader", OneTable.OutboundCall.Ocr.OcrReader.Auto);
        CheckAccounts(config);
        var now = config["Demo:Now"];
        if (!string.IsNullOrEmpty(now) && !demo) throw new SettingException("Demo__Now", "may be set only with the demo (Demo__Enabled=true)");
        return new Settings
        {
            IsDevelopment = isDevelopment, Provider = provider, Folder = folder, Demo = demo, Sandbox = sandbox,
            ConnectionString = provider == Provider.MySql ? WithCharset(connection!) : connection is { Length: > 0 } ? connection : $"Data Source={Path.Combine(folder, "onetable.db")}",
            SealKey = SealKeyOf(config, isDevelopment || demo && sandbox, folder), Redis = config["Redis:ConnectionString"],
            DemoNow = string.IsNullOrEmpty(now) ? null : Instant("Demo__Now", now),
            DemoPeople = Number(config, "Demo:People", 12_000, 500, 1_000_000),
            Account = real ? Push(config, App.Account, "WeChat", appId)
                : new(App.Account, Pretended.AppId, sandbox ? Pretended.Token : Unguessable(), Pretended.EncodingAESKey, SafeMode(config, "WeChat")),
            MiniProgram = HasPushes(config, "MiniProgram") ? Push(config, App.MiniProgram, "MiniProgram", Text(config, "MiniProgram:AppId", AppIdForm(), "letters and digits"))
                : sandbox ? new(App.MiniProgram, Pretended.MiniAppId, Pretended.MiniToken, Pretended.MiniEncodingAESKey, SafeMode(config, "MiniProgram")) : null,
            PublicAddress = Text(config, "Public:Address", AddressForm(), "https:// and a host, without a path, such as https://shequ.example.gov.cn") is { Length: > 0 } address ? address.TrimEnd('/') : null,
            Urls = config["ASPNETCORE_URLS"] ?? config["urls"] ?? DefaultUrl,
        };
    }

    /// <summary>What the way out reads itself; there a slip would only show when a message does not arrive.</summary>
    static void CheckAccounts(IConfiguration config)
    {
        foreach (var key in new[] { "WeChat:ApiBase", "WeChat:OpenBase", "MiniProgram:ApiBase" }) Text(config, key, BaseForm(), "http:// or https:// and a host, such as https://api.weixin.qq.com");
        Text(config, "MiniProgram:AppId", AppIdForm(), "letters and digits");
        Text(config, "MiniProgram:State", StateForm(), "developer, trial or formal");
        if (PlatformTemplates.Wrong(config) is var (wrong, allowed)) throw new SettingException(wrong.Replace(":", "__"), "must be " + allowed);
    }

    enum Mode { Safe, Plain }

    static bool SafeMode(IConfiguration config, string section) => Choice(config, section + ":Mode", Mode.Safe) == Mode.Safe;

    static bool HasPushes(IConfiguration config, string section) => !string.IsNullOrEmpty(config[section + ":Token"]) || !string.IsNullOrEmpty(config[section + ":EncodingAESKey"]);

    static PushAccount Push(IConfiguration config, App app, string section, string appId) => new(app,
        appId.Length > 0 ? appId : throw new SettingException(section + "__AppId", $"must be set where {section}__Token is: letters and digits"),
        Required(config, section + ":Token", TokenForm(), $"{section}__{(app == App.Account ? "AppId" : "EncodingAESKey")}", "3 to 32 letters and digits"),
        Required(config, section + ":EncodingAESKey", KeyForm(), section + "__Token", "43 letters and digits"),
        SafeMode(config, section));

    static string WithCharset(string connection)
    {
        if (!connection.Contains("charset", StringComparison.OrdinalIgnoreCase)) connection += ";Charset=utf8mb4";
        if (!connection.Contains("sslmode", StringComparison.OrdinalIgnoreCase)) connection += ";SslMode=none";
        return connection;
    }

    /// <summary>Development makes its key once under the data folder; Production must be given one.</summary>
    static string SealKeyOf(IConfiguration config, bool mayMake, string folder)
    {
        const string allowed = "must be name:base64 of 32 bytes (several by comma, the first seals)";
        if (config["Data:SealKey"] is { Length: > 0 } given)
        {
            try { _ = new Seal(given); }
            catch (FormatException) { throw new SettingException("Data__SealKey", allowed); }
            return given;
        }
        if (!mayMake) throw new SettingException("Data__SealKey", allowed + " and is needed in Production; make one with: printf 'k1:%s' $(head -c 32 /dev/urandom | base64)");
        var file = Path.Combine(folder, "seal.key");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        Directory.CreateDirectory(folder);
        var made = Seal.NewKey();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new StreamWriter(file, options);
        stream.Write(made);
        return made;
    }

    /// <summary>With neither WeChat nor the sandbox nobody can sign a push: the sandbox's own token is known to all the world.</summary>
    static string Unguessable() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(32);

    static DateTimeOffset Instant(string key, string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && OffsetForm().IsMatch(value)
            ? at : throw new SettingException(key, "must be an instant with offset, such as 2026-12-01T09:00:00+08:00");

    static bool Flag(IConfiguration config, string key, bool fallback) => config[key] switch
    {
        null or "" => fallback,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw new SettingException(key.Replace(":", "__"), "must be true or false"),
    };

    static int Number(IConfiguration config, string key, int fallback, int min, int max) => config[key] switch
    {
        null or "" => fallback,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max => number,
        _ => throw new SettingException(key.Replace(":", "__"), $"must be a number from {min} to {max}"),
    };

    static T Choice<T>(IConfiguration config, string key, T fallback) where T : struct, Enum => config[key] switch
    {
        null or "" => fallback,
        var text when Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name => Enum.Parse<T>(name),
        _ => throw new SettingException(key.Replace(":", "__"), "must be " + string.Join(" or ", Enum.GetNames<T>())),
    };

    static string Text(IConfiguration config, string key, Regex form, string allowed) =>
        config[key] is not { Length: > 0 } text ? "" : form.IsMatch(text) ? text : throw new SettingException(key.Replace(":", "__"), "must be " + allowed);

    static string Required(IConfiguration config, string key, Regex form, string where, string allowed) => Text(config, key, form, allowed) is { Length: > 0 } text
        ? text : throw new SettingException(key.Replace(":", "__"), $"must be set where {where} is: {allowed}");

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex AppIdForm();

    [GeneratedRegex("^[A-Za-z0-9]{3,32}$")]
    private static partial Regex TokenForm();

    [GeneratedRegex("^[A-Za-z0-9]{43}$")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?$")]
    private static partial Regex AddressForm();

    [GeneratedRegex(@"^https?://[^\s/]+\S*$")]
    private static partial Regex BaseForm();

    [GeneratedRegex("^(developer|trial|formal)$")]
    private static partial Regex StateForm();

    [GeneratedRegex(@"(Z|[+-]\d{2}:?\d{2})$")]
    private static partial Regex OffsetForm();
}

/// <summary>A wrong setting, in one sentence with its key and the allowed values.</summary>
public sealed class SettingException(string key, string allowed) : Exception($"The setting {key} {allowed}.");

/// <summary>The demo's clock: starts at Demo__Now and runs on.</summary>
sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    readonly TimeSpan shift = start - DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + shift;
}
