using System.Text.Json;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Questions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;

namespace OneTable.BotGateway.Console;

public sealed record Words(string? Text);
public sealed record Asked(JsonElement? Condition, string[]? Places, int? Page, int? Size);
public sealed record AskedTable(JsonElement? Condition, string[]? Places, string? Name, string[]? Columns);
public sealed record AskedSave(string? Name, string? Words, JsonElement? Condition, string[]? Places, bool? Shared);
public sealed record AskedTag(JsonElement? Condition, string[]? Places, bool? On);

/// <summary>问一问: a question in words or built by hand, and what it finds.</summary>
static class QuestionEndpoints
{
    public static void MapQuestions(this RouteGroupBuilder console)
    {
        var questions = console.MapGroup("/questions");
        questions.MapGet("/fields", Fields);
        questions.MapPost("/read", (Viewer viewer, Words words, QuestionWords reader) => reader.Read(words.Text?.Trim() ?? "", viewer.Asking()));
        questions.MapPost("/count", Count);
        questions.MapPost("/list", (Viewer viewer, Asked asked, QuestionReader reader, Questions finder) =>
            finder.List(reader.Read(asked.Condition, asked.Places, viewer.Asking()), Paging.PageOf(asked.Page), Paging.SizeOf(asked.Size)));
        questions.MapPost("/divisions", (Viewer viewer, Asked asked, QuestionReader reader, Questions finder) =>
            finder.ByDivision(reader.Read(asked.Condition, asked.Places, viewer.Asking())));
        questions.MapPost("/table", Table);
        questions.MapGet("/saved", (Viewer viewer, SavedQuestions saved) => saved.All(viewer.StaffId, viewer.Scope));
        questions.MapPost("/saved", (Viewer viewer, AskedSave asked, SavedQuestions saved, QuestionReader reader) =>
        {
            reader.Read(asked.Condition, asked.Places, viewer.Asking());
            return saved.KeepAsync(viewer.StaffId, viewer.Name, viewer.Scope, asked.Name, asked.Words, asked.Condition, asked.Places ?? [], asked.Shared ?? false);
        });
        questions.MapDelete("/saved/{id:long}", async (Viewer viewer, long id, SavedQuestions saved) =>
            await saved.RemoveAsync(viewer.StaffId, id) ? Results.NoContent() : Problems.NotFound());
        questions.MapTags();
    }

    static void MapTags(this RouteGroupBuilder questions)
    {
        const string forGridWorkers = "网格员可以用标签，不能改标签。";
        questions.MapGet("/tags", (FieldCatalog fields, QuestionWords words, QuestionReader reader) => fields.Tags.All.Select(t => new
        {
            t.Code, t.Label, t.Aliases, t.Group, t.Colour, t.OnLists, t.IsByCondition, t.Note, t.MadeBy, Shipped = t.MadeBy == Contents.Shipped,
            Sentence = t.IsByCondition ? words.Sentence(fields.Tags.RuleOf(t)) : null,
            Condition = t.ConditionJson is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : (JsonElement?)null,
        }));
        questions.MapPost("/tags", async (Viewer viewer, TagDraft draft, TagDesk desk) =>
        {
            viewer.MustManage(forGridWorkers);
            await desk.MakeAsync(viewer.Asking(), viewer.Name, draft);
            return Results.NoContent();
        });
        questions.MapPut("/tags/{code}", async (Viewer viewer, string code, TagDraft draft, TagDesk desk) =>
        {
            viewer.MustManage(forGridWorkers);
            return await desk.ChangeAsync(viewer.Asking(), viewer.Name, code, draft) ? Results.NoContent() : Problems.NotFound();
        });
        questions.MapDelete("/tags/{code}", async (Viewer viewer, string code, TagDesk desk) =>
        {
            viewer.MustManage(forGridWorkers);
            return await desk.RemoveAsync(viewer.Asking(), code) ? Results.NoContent() : Problems.NotFound();
        });
        questions.MapPost("/tags/{code}/people", async (Viewer viewer, string code, AskedTag asked, TagDesk desk, QuestionReader reader) =>
        {
            viewer.MustManage(forGridWorkers);
            var question = reader.Read(asked.Condition, asked.Places, viewer.Asking());
            return new { changed = await desk.PutAsync(code, question, asked.On ?? true, viewer.Name) };
        });
    }

    static Asking Asking(this Viewer viewer) => new(viewer.Scope, viewer.Reader);

    /// <summary>The count with the question read back, so that a page shows what was really asked.</summary>
    static object Count(Viewer viewer, Asked asked, QuestionReader reader, QuestionWords words, Questions finder)
    {
        var counted = finder.Count(reader.Read(asked.Condition, asked.Places, viewer.Asking()));
        var written = reader.AsWritten(asked.Condition);
        return new { counted.Yes, counted.Unknown, counted.Of, Sentence = words.Sentence(written), Parts = words.View(written) };
    }

    static object Fields(Viewer viewer, FieldCatalog fields) => new
    {
        groups = fields.Person.Where(f => QuestionReader.IsOffered(f, viewer.Reader)).GroupBy(f => f.Group).Select(g => new
        {
            name = g.Key,
            fields = g.Select(f => new
            {
                f.Label, Type = f.Type.ToString().ToLowerInvariant(), Sealed = f.IsSealed, f.AbsentMeansNo, f.Aliases,
                Values = f.CodeSet?.Codes.Select(c => c.Label),
            }),
        }),
        columns = fields.Person.Where(QuestionTable.IsColumn).Select(f => new { f.Label, f.Group }),
        areas = Areas.InForce.Select(a => Areas.Name(a.Code)!.Replace(" ", "", StringComparison.Ordinal)),
    };

    static IResult Table(Viewer viewer, AskedTable asked, QuestionReader reader, QuestionTable table, Database db, StaffList staff,
        CancellationToken gone)
    {
        FieldRights.MustExport(viewer.Reader);
        var question = reader.Read(asked.Condition, asked.Places, viewer.Asking());
        var member = db.Read(tx => staff.Find(tx, viewer.StaffId))!;
        var sheet = table.Make(question, viewer.Scope, asked.Name, asked.Columns, member);
        return Results.Stream(stream => sheet.StreamAsync(stream, gone), TableSheet.MediaType, sheet.FileName);
    }
}
