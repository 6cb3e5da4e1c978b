using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Runs;

namespace OneTable.Services.Registry.Import;

/// <summary>
/// Takes an import back: every value it wrote is written back by a new entry, unless somebody changed it since; whom it added and
/// nobody touched since is taken out. The ledger keeps all of it.
/// </summary>
public sealed class ImportUndo(Database db, People people, FieldCatalog fields, Seal seal)
{
    const int PeopleAtOnce = 200;
    public const string Source = "撤销导入";
    static readonly TimeSpan staleAfter = TimeSpan.FromSeconds(30);

    sealed record Entry(long Id, long At, string Source, long? BatchId, string ValuesJson);

    public static string JobOf(long id) => $"{ImportRun.Family}_undo_{id}";

    /// <summary>Answers how many values stayed as somebody made them later.</summary>
    public async Task<long> RunAsync(ImportBatch batch, string actor, CancellationToken stop = default)
    {
        if (batch.State is not (ImportState.Done or ImportState.Cancelled or ImportState.Failed or ImportState.Undone) || batch.Dry)
            throw new Refusal("not_undoable", "这一批还没有导完，不能撤销。");
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, JobOf(batch.Id), batch.CreatedAt, actor, staleAfter, waited: false, batch.DivisionCode));
        if (run is null) return db.Read(tx => ImportBatch.Find(tx, new(batch.DivisionCode), batch.Id))!.KeptBack;
        var (state, kept, done) = (RunState.Failed, batch.KeptBack, 0L);
        var total = batch.Added + batch.Updated + batch.Conflicts;
        try
        {
            for (var last = batch.UndoneTo; state == RunState.Failed;)
            {
                var ids = db.Read(tx => tx.Query<long>(
                    "SELECT DISTINCT subject_id FROM entries WHERE batch_id = @Id AND subject_id > @last ORDER BY subject_id LIMIT @PeopleAtOnce", new { batch.Id, last, PeopleAtOnce }).ToList());
                if (ids.Count == 0) state = RunState.Done;
                else (last, done) = (ids[^1], done + ids.Count);
                (var goesOn, kept) = await db.WriteAsync(tx =>
                {
                    var stay = kept + ids.Sum(id => PutBack(tx, id, batch, actor));
                    if (ids.Count == 0) Close(tx, batch.Id, actor);
                    tx.Run("UPDATE imports SET undone_to = @p1, kept_back = @p2 WHERE id = @p0", batch.Id, last, stay);
                    return (run.Beat(tx, JobOf(batch.Id), batch.CreatedAt, done, Math.Max(done, total)), stay);
                });
                if (!goesOn && state != RunState.Done || stop.IsCancellationRequested) state = RunState.Cancelled;
            }
            return kept;
        }
        finally
        {
            await db.WriteAsync(tx => run.End(tx, state, new { kept }));
        }
    }

    static void Close(Tx tx, long batch, string actor)
    {
        tx.Run("UPDATE conflicts SET settled = 'old', settled_at = @p1, settled_by = @p2, open_key = NULL WHERE batch_id = @p0 AND settled IS NULL", batch, tx.Now, actor);
        tx.Run("UPDATE imports SET state = @p1, open_key = NULL, undone_at = @p2, undone_by = @p3 WHERE id = @p0", batch, ImportState.Undone, tx.Now, actor);
    }

    /// <summary>How many values of this person stay.</summary>
    long PutBack(Tx tx, long person, ImportBatch batch, string actor)
    {
        var entries = tx.Query<Entry>("""
            SELECT id AS Id, at AS At, source AS Source, batch_id AS BatchId, values_json AS ValuesJson FROM entries
            WHERE kind = 'person' AND subject_id = @person ORDER BY at, id
            """, new { person }).ToList();
        if (entries[0].BatchId == batch.Id && entries.All(e => e.BatchId == batch.Id) && !IsUsed(tx, person))
        {
            TakeOut(tx, person, batch, actor);
            return 0;
        }
        var (before, mine) = (new Dictionary<string, (string? Value, string Source)>(), new Dictionary<string, (string? Old, string Source)>());
        var kept = 0L;
        foreach (var entry in entries)
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            foreach (var field in values.RootElement.EnumerateObject())
            {
                if (entry.BatchId == batch.Id) mine.TryAdd(field.Name, before.GetValueOrDefault(field.Name, (null, Source)));
                else if (mine.Remove(field.Name)) kept++; // somebody spoke after us
                before[field.Name] = (field.Value[1].GetString(), entry.Source);
            }
        }
        // Whom we added and somebody has touched since stays a person: what makes one is not taken away.
        if (entries[0].BatchId == batch.Id) return kept + mine.Count;
        foreach (var source in mine.Where(m => fields.Find(m.Key) is { IsWritten: true } f && f.Label == m.Key).GroupBy(m => m.Value.Source))
            people.Write(tx, person, source.ToDictionary(m => m.Key, m => Plain(fields.Find(m.Key)!, m.Value.Old)), new(source.Key, actor, $"{Source} {batch.FileName}"));
        return kept;
    }

    string? Plain(Field field, string? value) => field.IsSealed && value is not (null or ['?', _]) ? seal.Open(value) : value;

    /// <summary>Whether anything else leads to this person by now.</summary>
    static bool IsUsed(Tx tx, long person) => tx.Value<long>("""
        SELECT (SELECT COUNT(*) FROM relations WHERE from_kind = 'person' AND from_id = @p0) + (SELECT COUNT(*) FROM relations WHERE to_kind = 'person' AND to_id = @p0)
          + (SELECT COUNT(*) FROM residents WHERE person_id = @p0) + (SELECT COUNT(*) FROM proxies WHERE person_id = @p0 OR actor_id = @p0) + (SELECT COUNT(*) FROM notices WHERE person_id = @p0)
        """, person) > 0;

    void TakeOut(Tx tx, long person, ImportBatch batch, string actor)
    {
        var home = tx.Value<long?>("SELECT registered_household_id FROM people WHERE id = @p0", person);
        foreach (var table in fields.Person.Select(f => f.SpecialTable).OfType<string>().Distinct()) tx.Run($"DELETE FROM {table} WHERE person_id = @p0", person);
        foreach (var table in (string[])["tags", "absences"]) tx.Run($"DELETE FROM {table} WHERE kind = 'person' AND subject_id = @p0", person);
        tx.Run("DELETE FROM people WHERE id = @p0", person);
        if (home is not null)
        {
            tx.Run("UPDATE households SET head_person_id = NULL WHERE id = @p0 AND head_person_id = @p1", home, person);
            if (tx.Value<long>("SELECT COUNT(*) FROM people WHERE registered_household_id = @p0", home) == 0) tx.Run("DELETE FROM households WHERE id = @p0", home);
        }
        tx.Run("INSERT INTO entries (id, kind, subject_id, at, source, actor, reason, values_json) VALUES (@p0, 'person', @p1, @p2, @p3, @p4, @p5, '{}')",
            tx.NextId(), person, tx.Now, Source, actor, $"{Source} {batch.FileName}");
        tx.Changed("person", person);
    }
}
