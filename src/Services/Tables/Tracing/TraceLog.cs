using System.Security.Cryptography;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Tracing;

/// <summary>Writes down what is taken away, before the first byte of it goes out, and finds it again by its code.</summary>
public sealed class TraceLog(Database db)
{
    const int CodeLength = 8, WhatMax = 200, FileNameMax = 260, DivisionMax = 20;

    /// <summary>No letter or digit that is easily read as another one.</summary>
    const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    const string Select = """
        SELECT id AS Id, code AS Code, kind AS Kind, what AS What, file_name AS FileName, division_code AS DivisionCode, staff_id AS StaffId, viewer AS Viewer,
          post AS Post, at AS At, rows_written AS RowsWritten FROM traces
        """;

    /// <param name="what">In words: the table's name, the question.</param>
    /// <param name="fileName">Empty for a print.</param>
    public Task<Trace> BeginAsync(string kind, string what, string fileName, string division, StaffMember viewer) => db.WriteAsync(tx =>
    {
        division = division[..Math.Min(division.Length, DivisionMax)];
        var trace = new Trace(tx.NextId(), NewCode(), kind, Texts.Cut(what, WhatMax), Texts.Cut(fileName, FileNameMax), division,
            viewer.Id, viewer.Name, viewer.Post, tx.Now, null);
        tx.Run("""
            INSERT INTO traces (id, code, kind, what, file_name, division_code, staff_id, viewer, post, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
            """, trace.Id, trace.Code, trace.Kind, trace.What, trace.FileName, trace.DivisionCode, trace.StaffId, trace.Viewer, trace.Post, trace.At);
        return trace;
    });

    public Task EndAsync(Trace trace, long rows) =>
        db.WriteAsync(tx => tx.Run("UPDATE traces SET rows_written = @p1 WHERE id = @p0", trace.Id, rows));

    /// <summary>As it was typed off a print: with blanks, dashes, small letters. Null where there is none.</summary>
    public static Trace? ByCode(Tx tx, string code) => tx.First<Trace>(Select + " WHERE code = @code", new { code = Plain(code) });

    /// <summary>Null also where it is not for this viewer: names of files and lists tell something themselves.</summary>
    public static Trace? Find(Tx tx, StaffMember viewer, string code) =>
        tx.First<Trace>($"{Select} WHERE code = @code AND {Seen}", Args(viewer, Plain(code)));

    /// <summary>The newest first.</summary>
    public static Listing<Trace> List(Tx tx, StaffMember viewer, int page, int size) => new(
        tx.Count<int>("SELECT COUNT(*) FROM traces WHERE " + Seen, Args(viewer)),
        [.. tx.Query<Trace>($"{Select} WHERE {Seen} ORDER BY at DESC, id DESC LIMIT @size OFFSET @skip", Args(viewer, size: size, skip: (page - 1) * size))]);

    /// <summary>One's own, and those of the division for who answers for it.</summary>
    const string Seen = "(staff_id = @id OR @all = 1 AND division_code >= @from AND division_code < @to)";

    static object Args(StaffMember viewer, string code = "", int size = 0, int skip = 0) => new
    {
        id = viewer.Id, all = FieldRights.SeesTraces(viewer.Reader) ? 1 : 0, from = viewer.Scope.From, to = viewer.Scope.To, code, size, skip,
    };

    static string Plain(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>Of so many that two alike are not to be expected; a unique index keeps it so.</summary>
    static string NewCode() => RandomNumberGenerator.GetString(Letters, CodeLength);
}
