using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Comparing;

/// <summary>How many of each there were.</summary>
public sealed record ComparisonCounts(int Listed, int Both, int Here, int There, int Doubtful, int Repeated, int Skipped, long Ms);

/// <summary>Compares a list with the people of a division: looks them up chunk by chunk, and keeps every row sealed with what became of it.</summary>
public sealed class ComparisonRun(Database db, Seal seal, HereReader hereReader)
{
    const int ChunkMax = 2_000, KeptDays = 90, TitleMax = 40, WordsMax = 60, FileNameMax = 100;
    static readonly TimeSpan staleAfter = TimeSpan.FromMinutes(2);
    static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    sealed class Stopped : Exception;

    /// <summary>A comparison that is written down and ready to run.</summary>
    public sealed class Ready
    {
        internal Comparison Head { get; init; } = null!;
        internal IReadOnlyList<ListedRow> Rows { get; init; } = [];
        internal HereReader.Asked Asked { get; init; } = null!;
        public long Id => Head.Id;
    }

    /// <summary>Reads the whole list, so that what is wrong with it is said at once, and writes down who compares it with what.</summary>
    public async Task<Ready> PrepareAsync(ComparisonDraft draft, ListFile list, string fileName, Scope scope, Reader reader, long staffId, string actor)
    {
        var kind = ListKind.All.FirstOrDefault(k => k.Code == draft.Kind) ?? throw new Refusal("bad_kind", "请选这是什么名单。");
        var day = draft.DataDay is { } text && DateText.Day(text) is { } d && d <= db.Time.Today() ? d : throw new Refusal("bad_date", "请填名单是哪天的数据，不能晚于今天。");
        var asked = hereReader.Read(draft, new(scope, reader));
        var (rows, skipped) = list.Read();
        var head = new Comparison
        {
            DivisionCode = scope.Code, StaffId = staffId, Actor = actor, Kind = kind.Code, Title = Said(draft.Title, "名称", TitleMax), Source = Said(draft.Source, "来源", TitleMax),
            DataDay = day.Iso(), Purpose = Said(draft.Purpose, "用途", WordsMax), Permission = Said(draft.Permission, "依据", WordsMax), HereText = Cut(asked.Text, 200),
            FileName = Cut(fileName, FileNameMax), Listed = rows.Count, Skipped = skipped,
            ColumnsJson = JsonSerializer.Serialize(list.Columns.Select(c => new ListedColumn(c.Index, c.Heading, c.Target)), json),
            KeepUntil = db.Time.Today().AddDays(KeptDays).Iso(),
        };
        return await db.WriteAsync(tx => new Ready { Head = Add(tx, head), Rows = rows, Asked = asked });
    }

    static Comparison Add(Tx tx, Comparison head)
    {
        head = head with { Id = tx.NextId(), CreatedAt = tx.Now };
        tx.Run("""
            INSERT INTO comparisons (id, division_code, staff_id, actor, kind, title, source, data_day, purpose, permission, here_text, here_condition, file_name, columns_json,
                listed, skipped, created_at, keep_until)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, '', @p11, @p12, @p13, @p14, @p15, @p16)
            """, head.Id, head.DivisionCode, head.StaffId, head.Actor, head.Kind, head.Title, head.Source, head.DataDay, head.Purpose, head.Permission, head.HereText,
            head.FileName, head.ColumnsJson, head.Listed, head.Skipped, head.CreatedAt, head.KeepUntil);
        return head;
    }

    /// <summary>Runs to its end, or until somebody stops it; then nothing of it stays but who began it.</summary>
    public async Task RunAsync(Ready ready, CancellationToken stop = default)
    {
        var head = ready.Head;
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, head.Job, head.CreatedAt, head.Actor, staleAfter, waited: true, head.DivisionCode));
        if (run is null) return;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            var counts = await CompareAsync(ready, run, stop);
            await db.WriteAsync(tx =>
            {
                tx.Run("UPDATE comparisons SET ended_at = @p1 WHERE id = @p0", head.Id, tx.Now);
                run.End(tx, RunState.Done, counts with { Ms = watch.ElapsedMilliseconds });
            });
        }
        catch (Exception e)
        {
            await db.WriteAsync(tx =>
            {
                tx.Run("DELETE FROM comparison_items WHERE comparison_id = @p0", head.Id);
                tx.Run("UPDATE comparisons SET swept_at = @p1 WHERE id = @p0", head.Id, tx.Now);
                run.End(tx, e is Stopped or OperationCanceledException ? RunState.Cancelled : RunState.Failed, new { error = e.Message });
            });
            if (e is not (Stopped or OperationCanceledException)) throw;
        }
    }

    async Task<ComparisonCounts> CompareAsync(Ready ready, HeldRun run, CancellationToken stop)
    {
        var (head, rows) = (ready.Head, ready.Rows);
        var asked = db.Read(tx => Ids(tx, ready));
        var matching = new Matching(asked, seal);
        var counts = Outcome.All.ToDictionary(o => o, _ => 0);
        var position = 0;

        async Task KeepAsync(IReadOnlyList<Match> matches)
        {
            stop.ThrowIfCancellationRequested();
            var boxes = matches.AsParallel().AsOrdered().Select(m => m.Row is null ? null : seal.Close(ListedText.Write(m.Row))).ToList();
            await db.WriteAsync(tx =>
            {
                if (!run.Beat(tx, head.Job, head.CreatedAt, Math.Min(position, rows.Count), rows.Count)) throw new Stopped();
                Write(tx, head.Id, position, matches, boxes);
            });
            foreach (var match in matches) counts[match.Outcome]++;
            position += matches.Count;
        }

        foreach (var chunk in rows.Chunk(ChunkMax))
            await KeepAsync(db.Read(tx => matching.Of(chunk, new PeopleLookup(tx, head.Scope, seal, chunk))));
        foreach (var chunk in matching.Rest().Chunk(ChunkMax)) await KeepAsync(chunk);
        return new(rows.Count, counts[Outcome.Both], counts[Outcome.Here], counts[Outcome.There], counts[Outcome.Doubtful], matching.Repeated, head.Skipped, 0);
    }

    long[] Ids(Tx tx, Ready ready)
    {
        var query = new ConditionSql(db.Time.Today()).Where(ready.Asked.Where, ready.Head.Scope.From, ready.Head.Scope.To);
        if (ready.Asked.Condition is { } condition) query = query.Where(condition);
        return [.. tx.Query<long>(query.Select("p.id", "ORDER BY p.id"), query.Arguments)];
    }

    static void Write(Tx tx, long comparison, int position, IReadOnlyList<Match> matches, List<string?> boxes)
    {
        var items = new Rows("comparison_items", "comparison_id", "position", "outcome", "person_id", "row_no", "row_sealed", "asked", "confidence", "why");
        for (var i = 0; i < matches.Count; i++)
            items.Add(comparison, position + i, matches[i].Outcome, matches[i].Person, matches[i].Row?.Number, boxes[i], matches[i].Asked ? 1 : 0, matches[i].Confidence, matches[i].Why);
        items.Write(tx);
    }

    static string Said(string? text, string what, int max) => text?.Trim() is { Length: > 0 } said
        ? said.Length <= max ? said : throw new Refusal("too_long", $"{what}最多写 {max} 个字。")
        : throw new Refusal("words_needed", $"请写名单的{what}。");

    static string Cut(string text, int max) => Notices.Texts.Cut(text, max);
}
