using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>字段库: what every field is called, who answers for it and who may read it; code sets; both with their versions.</summary>
static class DictionaryEndpoints
{
    public static void MapDictionary(this RouteGroupBuilder console)
    {
        console.MapGet("/dictionary/fields", (Viewer viewer, FieldCatalog fields) => new
        {
            MayEdit = MayEdit(viewer), Types = DictionaryDesk.Types, Subjects = Subject.Registered.Select(s => new { s.Kind, s.Word }), Fields = fields.All.Select(View),
        });
        console.MapGet("/dictionary/fields/{label}/versions", (string label, Database db) =>
            db.Read(tx => Contents.History(tx, "fields", label).Select(c => new { c.Version, c.Actor, c.CreatedAt, c.Body })));
        console.MapPost("/dictionary/fields", async (Viewer viewer, FieldEntry entry, DictionaryDesk desk, FieldCatalog fields) =>
        {
            MustEdit(viewer);
            if (fields.Find(entry.Label.Trim()) is { } known && known.Label == entry.Label.Trim()) MustNotWiden(viewer, known, entry);
            return Results.Ok(View(await desk.KeepAsync(entry, viewer.Name)));
        });
        console.MapGet("/dictionary/codesets", (FieldCatalog fields) =>
            fields.CodeSets.Select(s => new { s.Name, s.Standard, s.Checked, s.Note, s.Codes.Count, Fields = FieldsOf(fields, s) }));
        console.MapGet("/dictionary/codesets/{name}", (string name, FieldCatalog fields) => fields.CodeSet(name) is { } set
            ? Results.Ok(new { set.Name, set.Standard, set.Checked, set.Note, Values = set.Codes.Select(c => new { Code = c.Value, c.Label, c.Aliases }) })
            : Problems.NotFound());
        console.MapPost("/dictionary/codesets", async (Viewer viewer, CodeSetEntry entry, DictionaryDesk desk) =>
        {
            MustEdit(viewer);
            await desk.KeepAsync(entry, viewer.Name);
            return Results.NoContent();
        });
    }

    static IEnumerable<string> FieldsOf(FieldCatalog fields, CodeSet set) => fields.All.Where(f => f.CodeSet?.Name == set.Name).Select(f => f.Label);

    static object View(Field field) => new
    {
        field.Label, field.Group, Subject = field.Subject.Kind, field.Library, Type = field.Type.ToString().ToLowerInvariant(),
        CodeSet = field.CodeSet?.Name, Sensitivity = FieldRights.Text(field.Sensitivity), field.Owner, field.Aliases, field.ValidDays, field.AbsentMeansNo, field.Ask,
        Kept = field.IsKept, Derived = field.Table == Field.Derived || field.ReadOnly, field.IsKey,
    };

    /// <summary>
    /// Who reads a field hangs on its sensitivity, its department and its group. A street makes fields and keeps them tighter; to open one is
    /// the district's, and 极高 stays what it is: the platform reads none of it, and does not give it to itself either.
    /// </summary>
    static void MustNotWiden(Viewer viewer, Field known, FieldEntry entry)
    {
        if (!string.Equals(known.Type.ToString(), entry.Type, StringComparison.OrdinalIgnoreCase)) return; // refused as it is
        var lower = Array.IndexOf(["低", "中", "高", "极高"], entry.Sensitivity) + 1 < (int)known.Sensitivity;
        var passedOn = known.Sensitivity >= Sensitivity.High && (entry.Owner != known.Owner || entry.Group.Trim() != known.Group);
        if (known.Sensitivity == Sensitivity.Highest && lower) throw new Refusal("forbidden", "极高的字段不能在这里放宽。");
        if ((lower || passedOn) && viewer.Post != Posts.Platform) throw new Refusal("forbidden", "放宽谁能看，由区平台管理员来改。");
    }

    /// <summary>One dictionary for the whole district: those who look after it, not every community, change it.</summary>
    static bool MayEdit(Viewer viewer) => viewer.Post is Posts.Platform or Posts.StreetCentre;

    static void MustEdit(Viewer viewer)
    {
        if (!MayEdit(viewer)) throw new Refusal("forbidden", "字段由区平台管理员和街道协同中心维护，请把要加的字段告诉他们。");
    }
}
