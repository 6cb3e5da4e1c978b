using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OneTable.OutboundCall.Ocr;
using OneTable.OutboundCall.Sms.Aliyun;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall;

/// <summary>All ways out, one line each. To add a vendor: its folder, its settings, its line here.</summary>
public static class Channels
{
    static IEnumerable<IChannel> All(IServiceProvider s) =>
    [
        s.GetRequiredService<WeChatSettings>().AppId.Length > 0 ? s.GetRequiredService<WeChatCustomer>() : new Paper.Paper(ChannelNames.WeChatCustomer),
        s.GetRequiredService<WeChatSettings>().AppId.Length > 0 ? s.GetRequiredService<WeChatTemplate>() : new Paper.Paper(ChannelNames.WeChatTemplate),
        s.GetRequiredService<WeChatSettings>().AppId.Length > 0 ? Subscribed(s, ChannelNames.WeChatNotice) : new Paper.Paper(ChannelNames.WeChatNotice),
        s.GetRequiredService<MiniProgramSettings>().AppId.Length > 0 ? Subscribed(s, ChannelNames.WeChatSubscribe) : new Paper.Paper(ChannelNames.WeChatSubscribe),
        s.GetRequiredService<MiniProgramSettings>().AppId.Length > 0 ? s.GetRequiredService<WeChatMini>() : new Paper.Paper(ChannelNames.WeChatMini),
        s.GetRequiredService<AliyunSettings>().AccessKeyId.Length > 0 ? s.GetRequiredService<AliyunSms>() : new Paper.Paper(ChannelNames.Sms),
    ];

    static WeChatSubscribed Subscribed(IServiceProvider s, string channel) => ActivatorUtilities.CreateInstance<WeChatSubscribed>(s, channel);

    /// <summary>
    /// Everything that goes out. Needs Database, Seal, SendQueue, Fetches, NoticeDesk, FileStore and AccountLog.
    /// Settings are read when first used, so a host may still write its sandbox's address into them.
    /// </summary>
    public static IServiceCollection AddOutboundCall(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => Bind<SenderSettings>("Sender"));
        services.AddSingleton(_ => Bind<WeChatSettings>("WeChat"));
        services.AddSingleton(_ => Bind<MiniProgramSettings>("MiniProgram"));
        services.AddSingleton(_ => Bind<AliyunSettings>("Sms:Aliyun"));
        services.AddSingleton(_ => Wire.NewClient());
        services.AddSingleton<ITokenStore>(s => configuration["Redis:ConnectionString"] is { Length: > 0 } redis
            ? new RedisTokens(redis, s.GetRequiredService<Seal>()) : new MemoryTokens());
        services.AddSingleton<WeChatWire>().AddSingleton<AccountGate>().AddSingleton<AccountApis>().AddSingleton<QuotaReader>().AddSingleton<WeChatClient>().AddSingleton<WeChatSignIn>();
        services.AddSingleton<WeChatCustomer>().AddSingleton<WeChatMini>().AddSingleton<WeChatTemplate>().AddSingleton<AliyunSms>();
        services.AddSingleton(_ => Bind<OcrSettings>("Ocr"));
        services.AddSingleton<WeChatCardReader>().AddSingleton<TesseractCardReader>().AddSingleton<CardReaders>();
        services.AddSingleton<IEnumerable<IChannel>>(All);
        services.AddSingleton<Sender>().AddHostedService(s => s.GetRequiredService<Sender>());
        services.AddHostedService<UnionJoiner>();
        services.AddSingleton<MediaFetcher>().AddHostedService(s => s.GetRequiredService<MediaFetcher>());
        services.AddHostedService<VoiceCopies>();
        services.AddSingleton(_ => Bind<PublicSettings>("Public")).AddSingleton<ContentSafety>().AddHostedService<ContentChecker>();
        services.AddSingleton<AccountMenus>().AddSingleton<PlaceCodeMaker>().AddSingleton<UrlLinks>();
        return services;

        T Bind<T>(string section) where T : new()
        {
            var settings = new T();
            configuration.GetSection(section).Bind(settings);
            return settings;
        }
    }
}
