using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;
using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services.Accounts;
using OneTable.Services.Addresses;
using OneTable.Services.Approvals;
using OneTable.Services.Cards;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Dictionary.Asking;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Registry.Finding;
using OneTable.Services.Registry.Import;
using OneTable.Services.Registry.Questions;
using OneTable.Services.Residents;
using OneTable.Services.Runs;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Night;
using OneTable.Services.Scenarios.Vaccines;
using OneTable.Services.Scenarios.Publishing;
using OneTable.Services.Scenarios.Why;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Events;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Overlap;
using OneTable.Services.Tables.OwnForms;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Statistics;
using OneTable.Services.Tables.Returning;
using OneTable.Services.Tables.Tracing;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway;

/// <summary>The parts of Services and the bot, each one of its kind; the verbs use them without the web.</summary>
public static class Parts
{
    public static IServiceCollection AddOneTable(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<TimeProvider>(settings.DemoNow is { } now ? new DemoClock(now) : TimeProvider.System);
        services.AddSingleton(new Dialect(settings.Provider, settings.ConnectionString));
        services.AddSingleton<Database>();
        services.AddSingleton(new Seal(settings.SealKey));
        services.AddSingleton(provider => new FileStore(provider.GetRequiredService<Database>(), settings.FilesFolder));
        services.AddSingleton<Uploads>();
        services.AddSingleton<RunLog>();
        services.AddSingleton<DivisionTree>();
        services.AddSingleton<AddressBook>();
        services.AddSingleton<AddressNames>();
        services.AddSingleton<AddressLibrary>();
        services.AddRegistry();
        services.AddSingleton<Contents>();
        services.AddSingleton<FieldCatalog>();
        services.AddSingleton<DictionaryDesk>();
        services.AddSingleton<Questions>();
        services.AddSingleton<QuestionReader>();
        services.AddSingleton<QuestionWords>();
        services.AddSingleton<QuestionTable>();
        services.AddSingleton<SavedQuestions>();
        services.AddSingleton<TagDesk>();
        services.AddSingleton<Asker>();
        services.AddSingleton<StaffList>();
        services.AddSingleton<DutyRota>();
        services.AddSingleton<Lines>();
        services.AddSingleton<ToDoList>();
        services.AddSingleton<SendQueue>();
        services.AddSingleton<Fetches>();
        services.AddSingleton(provider => new PlatformTemplates(provider.GetRequiredService<IConfiguration>(), settings.Sandbox));
        services.AddSingleton<SendingRights>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<AccountLog>();
        services.AddSingleton<AccountHealth>();
        services.AddSingleton<Assigner>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseWork>();
        services.AddSingleton<CaseVoice>();
        services.AddSingleton<CaseMedia>();
        services.AddSingleton<ContentChecks>();
        services.AddSingleton<ContentReview>();
        services.AddResidents();
        services.AddScenarios();
        services.AddApprovals();
        services.AddTables(settings);
        services.AddBot();
        services.AddSingleton<CaseViews>();
        services.AddSingleton<ToDoViews>();
        services.AddSingleton<PhotoLinks>();
        services.AddSingleton<MeView>();
        services.AddSingleton<ToDoActions>();
        services.AddImports(settings);
        return services;
    }

    /// <summary>What WeChat pushes, the conversations, and the people who take over from them.</summary>
    static void AddBot(this IServiceCollection services)
    {
        services.AddSingleton<Events>();
        services.AddSingleton<SendingEvents>();
        services.AddSingleton<ResidentBot>();
        services.AddSingleton<LatePushes>();
        services.AddSingleton<PlatformEvents>();
        services.AddSingleton<PlaceCodes>();
        services.AddSingleton<OpenLinks>();
        services.AddSingleton<Revocations>();
        services.AddSingleton<KeptPushes>();
        services.AddSingleton<Reports>();
        services.AddSingleton<CaseTalk>();
        services.AddSingleton<AskingProgress>();
        services.AddSingleton<AskingWhatICanGet>();
        services.AddSingleton<Applying>();
        services.AddSingleton<AskingAPerson>();
        services.AddSingleton<Stopping>();
        services.AddSingleton<TakingBack>();
        services.AddSingleton<Topics>();
        services.AddSingleton<StopWish>();
        services.AddSingleton<HandOverDesk>();
        services.AddSingleton<TalkPages>();
        services.AddSingleton<TalkActions>();
    }

    static void AddResidents(this IServiceCollection services)
    {
        services.AddSingleton<ResidentBook>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<Conversations>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Bindings>();
        services.AddSingleton<BindCodes>();
        services.AddSingleton<Proxies>();
        services.AddSingleton<ActingFor>();
        services.AddSingleton<SmsReplies>();
    }

    static void AddScenarios(this IServiceCollection services)
    {
        services.AddSingleton<ScenarioSheet>();
        services.AddSingleton<ScheduleDesk>();
        services.AddSingleton<NeedSets>();
        services.AddSingleton<Needs>();
        services.AddSingleton<Mirror>();
        services.AddSingleton<ScenarioList>();
        services.AddSingleton<ScenarioDesk>();
        services.AddSingleton<VaccineSchedule>();
        services.AddSingleton<FileCheck>();
        services.AddSingleton<PublishingDesk>();
        services.AddSingleton<ScenarioFigures>();
        services.AddSingleton<ComparisonDesk>();
        services.AddSingleton<NightPeople>();
        services.AddSingleton<Candidates>();
        services.AddSingleton<NightSearch>();
        services.AddSingleton<NightWorkers>();
        services.AddSingleton<NightVisits>();
        services.AddSingleton<NightNotices>();
        services.AddSingleton<NightActs>();
        services.AddSingleton<DayPlan>();
        services.AddSingleton<PlanList>();
        services.AddSingleton<DoorQuestions>();
        services.AddSingleton<Chances>();
        services.AddSingleton<ScenarioRun>();
    }

    static void AddApprovals(this IServiceCollection services)
    {
        services.AddSingleton<FlowList>();
        services.AddSingleton<ClaimTurns>();
        services.AddSingleton<ClaimForms>();
        services.AddSingleton<ClaimDesk>();
        services.AddSingleton<ClaimLetters>();
        services.AddSingleton<ClaimViews>();
        services.AddSingleton<OwnClaims>();
        services.AddSingleton<PaidLists>();
        services.AddSingleton<PaidSheet>();
        services.AddSingleton<ClaimFigures>();
    }

    static void AddTables(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<TableList>();
        services.AddSingleton<TableMaker>();
        services.AddSingleton<TableSet>();
        services.AddSingleton<TraceLog>();
        services.AddSingleton<FillWhere>();
        services.AddSingleton<FormFiller>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FillDesk>(provider, Path.Combine(settings.Folder, "fills")));
        services.AddSingleton<FormReader>();
        services.AddSingleton<DocxReader>();
        services.AddSingleton<FormCard>();
        services.AddSingleton<OverlapDesk>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FormDesk>(provider, Path.Combine(settings.Folder, "forms")));
        services.AddReports();
        services.AddReturns(settings);
        services.AddOwnForms();
    }

    static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<StatisticsList>();
        services.AddSingleton<StatisticsMaker>();
        services.AddSingleton<StatisticsDesk>();
        services.AddSingleton<ReportTables>();
        services.AddSingleton<ReportCopies>();
        services.AddSingleton<ReportChanges>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<ReportSince>();
        services.AddSingleton<ReportCalendar>();
        services.AddSingleton<ReportReminders>();
        services.AddSingleton<ReportForms>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<ReportView>();
        services.AddSingleton<ReportFigures>();
    }

    static void AddReturns(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<ReturnReader>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReturnDesk>(provider, Path.Combine(settings.Folder, "returns")));
        services.AddSingleton<ReturnAccept>();
        services.AddSingleton<ReturnRows>();
        services.AddSingleton<ReturnStrangers>();
        services.AddSingleton<ReturnSheet>();
        services.AddSingleton<Console.ReturnWork>();
    }

    static void AddOwnForms(this IServiceCollection services)
    {
        services.AddSingleton<FormMembers>();
        services.AddSingleton<FormProgress>();
        services.AddSingleton<FormSheets>();
        services.AddSingleton<FormFilling>();
        services.AddSingleton<FormResults>();
        services.AddSingleton<OwnFormDesk>();
        services.AddSingleton<EventDesk>();
    }

    static void AddImports(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<LearnedHeadings>();
        services.AddSingleton<ImportDesk>();
        services.AddSingleton<ImportRun>();
        services.AddSingleton<ImportUndo>();
        services.AddSingleton<Console.ImportEndpoints.Work>();
        services.AddSingleton(provider => new ImportFiles(provider.GetRequiredService<Database>(), provider.GetRequiredService<Seal>(),
            provider.GetRequiredService<ImportDesk>(), Path.Combine(settings.Folder, "imports")));
    }

    static void AddRegistry(this IServiceCollection services)
    {
        services.AddSingleton<CardDesk>();
        services.AddSingleton<HereReader>();
        services.AddSingleton<ComparisonRun>();
        services.AddSingleton<Comparisons>();
        services.AddSingleton<ComparisonActs>();
        services.AddSingleton<ComparisonFile>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<Identities>();
        services.AddSingleton<Subjects>();
        services.AddSingleton<SubjectDesk>();
        services.AddSingleton<Reveals>();
        services.AddSingleton<People>();
        services.AddSingleton<Finder>();
        services.AddSingleton<Houses>();
        services.AddSingleton<Places>();
        services.AddSingleton<Console.SubjectEndpoints.Values>();
        services.AddSingleton<Organisations>();
        services.AddSingleton<RegistrySummary>();
        services.AddSingleton<PeopleColumns>();
        services.AddSingleton<Affected>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<Conflicts>();
        services.AddSingleton<Duplicates>();
        services.AddSingleton<DuplicateScan>();
        services.AddSingleton<Edits>();
        services.AddSingleton<Answers>();
        services.AddSingleton<Merges>();
        services.AddSingleton<Moves>();
        services.AddSingleton<Deaths>();
        services.AddSingleton<Households>();
        services.AddSingleton<Relations>();
    }
}
