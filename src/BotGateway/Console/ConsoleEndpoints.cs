using Microsoft.AspNetCore.Authentication;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record DivisionView(string Code, string? ParentCode, int Level, string Name);
public sealed record StaffView(string Id, string Name, string Post, string PostText, DivisionView Division);
public sealed record SessionView(string Csrf, StaffView Staff, IReadOnlyList<string> Rooms);

/// <summary>The console's API: a cookie, a CSRF token for every change, and the viewer's division in every query.</summary>
static class ConsoleEndpoints
{
    public static void MapConsole(this WebApplication app)
    {
        var console = app.MapGroup("/api/console").WithTags("console");
        console.MapPost("/session", SignInAsync).RequireRateLimiting("sign-in");
        var signedIn = console.MapGroup("").RequireAuthorization(ConsoleSignIn.Scheme).AddEndpointFilter(ConsoleSignIn.CheckCsrf);
        signedIn.MapGet("/session", (Viewer viewer, DivisionTree divisions) => View(viewer, divisions));
        signedIn.MapDelete("/session", SignOutAsync);
        signedIn.MapGet("/divisions", (Viewer viewer, DivisionTree divisions) =>
            divisions.Within(viewer.Scope).Select(d => new DivisionView(d.Code, d.ParentCode, d.Level, d.Name)));
        signedIn.MapHome();
        signedIn.MapConsoleCases();
        signedIn.MapConsoleToDos();
        signedIn.MapReviews();
        signedIn.MapCaseLinks();
        signedIn.MapConsoleTalks();
        signedIn.MapNotices();
        signedIn.MapPeople();
        signedIn.MapQuestions();
        signedIn.MapPerson();
        signedIn.MapSubjects();
        signedIn.MapTruth();
        signedIn.MapDuplicates();
        signedIn.MapMoves();
        signedIn.MapDeaths();
        signedIn.MapHouseholds();
        signedIn.MapBindings();
        signedIn.MapScenarios();
        signedIn.MapConsoleClaims();
        signedIn.MapScenarioFiles();
        signedIn.MapNeeds();
        signedIn.MapPlan();
        signedIn.MapWhy();
        signedIn.MapTables();
        signedIn.MapFills();
        signedIn.MapReturns();
        signedIn.MapTraces();
        signedIn.MapForms();
        signedIn.MapReports();
        signedIn.MapStatistics();
        signedIn.MapOwnForms();
        signedIn.MapEvents();
        signedIn.MapRegistry();
        signedIn.MapImports();
        signedIn.MapComparisons();
        signedIn.MapDictionary();
        signedIn.MapAddresses();
        signedIn.MapConsoleCapture();
        signedIn.MapSettings();
        signedIn.MapAccount();
        signedIn.MapMenu();
        signedIn.MapCodes();
    }

    static async Task<SessionView> SignInAsync(SignIn request, HttpContext http, StaffList staff, DivisionTree divisions, Database db, Sessions sessions)
    {
        var member = await staff.SignInAsync(request.User ?? "", request.Password ?? "");
        if (!FieldRights.SeesPeople(member.Reader)) throw new Refusal("forbidden", "这个岗位用小程序，不用工作台。");
        var (token, _) = await db.WriteAsync(tx => sessions.Open(tx, Sessions.NoResident, member.Id));
        var principal = ConsoleSignIn.Principal(member, token);
        await http.SignInAsync(ConsoleSignIn.Scheme, principal);
        return View(Viewer.Of(principal)!, divisions);
    }

    static async Task SignOutAsync(HttpContext http, Database db, Sessions sessions)
    {
        await db.WriteAsync(tx => sessions.End(tx, ConsoleSignIn.TokenOf(http.User)!));
        await http.SignOutAsync(ConsoleSignIn.Scheme);
    }

    static SessionView View(Viewer viewer, DivisionTree divisions)
    {
        var division = divisions.Find(viewer.DivisionCode)!;
        return new(viewer.Csrf, new(viewer.StaffId.ToString(), viewer.Name, viewer.Post, Posts.Text(viewer.Post),
            new(division.Code, division.ParentCode, division.Level, division.Name)), Rooms(viewer));
    }

    /// <summary>A room appears when it has something for this post.</summary>
    static IReadOnlyList<string> Rooms(Viewer viewer) =>
        FieldRights.IsReadOnly(viewer.Reader) ? ["home", "cases", "tables", "find", "truth", "notices", "registry", "addresses", "dictionary"]
        : viewer.IsGridWorker ? ["home", "cases", "talks", "tables", "find", "ask", "truth", "claims", "notices", "registry", "cards", "addresses", "dictionary"]
        : ["home", "cases", "talks", "tables", "find", "ask", "truth", "scenarios", "claims", "notices", "registry", "import", "compare", "cards", "addresses", "dictionary", "settings", "account"];
}
