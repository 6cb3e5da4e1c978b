using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Columns;

/// <summary>Of so many a condition is true, false, or nobody knows.</summary>
public sealed record Tally(int Yes, int No, int Unknown);

/// <summary>
/// Answers conditions about everybody in milliseconds from columns in memory (design decision 5). They are loaded when they are first
/// asked; every question first reads again who changed since the last one. What the columns cannot say, and everything while they
/// are being loaded, SQL says: slower, never different. Whoever asks says in whose scope; no scope is everybody, for nightly runs.
/// </summary>
public sealed class PeopleColumns
{
    static readonly TimeSpan retryAfter = TimeSpan.FromMinutes(1);

    readonly Database db;
    readonly FieldCatalog fields;
    readonly DivisionTree divisions;
    readonly ILogger<PeopleColumns> log;
    readonly Counter<long> answers;
    readonly Lock gate = new();
    ColumnSet? columns;
    Task loading = Task.CompletedTask;
    long loadingVersion;
    long failedAt;
    (long People, long Bytes, double Seconds) loaded;

    public PeopleColumns(Database db, FieldCatalog fields, DivisionTree divisions, ILogger<PeopleColumns> log, IMeterFactory meters)
    {
        (this.db, this.fields, this.divisions, this.log) = (db, fields, divisions, log);
        var meter = meters.Create("OneTable");
        answers = meter.CreateCounter<long>("onetable_columns_answers", description: "Conditions answered, by the columns or by SQL");
        meter.CreateObservableGauge("onetable_columns_people", () => loaded.People, description: "People held in columns when they were loaded");
        meter.CreateObservableGauge("onetable_columns_bytes", () => loaded.Bytes, description: "Memory of the columns when they were loaded");
        meter.CreateObservableGauge("onetable_columns_load_seconds", () => loaded.Seconds, description: "Time it took to load the columns");
    }

    /// <summary>For how many the condition is true; without a condition, how many there are.</summary>
    public int Count(Scope? scope, Condition? condition, DateOnly on) =>
        Answer(condition, set => new ColumnAnswer(set, on).Count(scope, condition), tx => new SqlAnswer(tx, on).Count(scope, condition));

    /// <summary>For whom it is true, by id.</summary>
    public IReadOnlyList<long> Ids(Scope? scope, Condition? condition, DateOnly on, int max = int.MaxValue, int skip = 0) =>
        Answer(condition, set => new ColumnAnswer(set, on).Ids(scope, condition, max, skip), tx => new SqlAnswer(tx, on).Ids(scope, condition, max, skip));

    /// <summary>For how many it is true, false and unknown, all as of one moment.</summary>
    public Tally Tally(Scope? scope, Condition condition, DateOnly on) =>
        Counts(scope, [condition, condition.Not(), Condition.Everything], on) is [var yes, var no, var all] ? new(yes, no, all - yes - no) : throw new InvalidOperationException();

    /// <summary>For how many each of these is true, in one go and all as of one moment.</summary>
    public IReadOnlyList<int> Counts(Scope? scope, IReadOnlyList<Condition> conditions, DateOnly on) => Answer(new Condition.All(conditions),
        set => new ColumnAnswer(set, on).Counts(scope, conditions), tx => conditions.Select(c => new SqlAnswer(tx, on).Count(scope, c)).ToArray());

    /// <summary>
    /// For how many in each division of the level, by code: where they live, or where they are registered if they live outside of the
    /// scope. Whose place is known less exactly counts for the division above, and for "" where it is not known at all.
    /// </summary>
    public IReadOnlyDictionary<string, int> CountBy(Scope? scope, Condition? condition, DateOnly on, int level) =>
        Answer(condition, set => new ColumnAnswer(set, on).CountByCode(scope, condition), tx => new SqlAnswer(tx, on).CountByCode(scope, condition))
            .GroupBy(c => At(c.Key, level), c => c.Value).ToDictionary(g => g.Key, g => g.Sum());

    /// <summary>Loads them, for whoever wants all answers to be quick. A load under way is waited for unless it began with fewer fields.</summary>
    public Task LoadAsync()
    {
        lock (gate)
        {
            if (!loading.IsCompleted && loadingVersion == fields.Version) return loading;
            loadingVersion = fields.Version;
            return loading = LoadAfterAsync(loading);
        }

        async Task LoadAfterAsync(Task before)
        {
            await Task.Yield();
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Load();
        }
    }

    /// <summary>For whoever asks so much that it is quicker to wait for the columns than to ask the database.</summary>
    public Task ReadyAsync() => Volatile.Read(ref columns)?.Version == fields.Version || FailedJustNow ? Task.CompletedTask : LoadAsync();

    string At(string code, int level)
    {
        var division = divisions.Find(code);
        while (division?.Level > level) division = divisions.Find(division.ParentCode);
        return division?.Code ?? code;
    }

    /// <summary>Null until they are loaded.</summary>
    internal ColumnSet? Held => Volatile.Read(ref columns);

    T Answer<T>(Condition? condition, Func<ColumnSet, T> fromColumns, Func<Tx, T> fromSql)
    {
        if (Current(condition) is { } set)
        {
            set.Lock.EnterReadLock();
            try
            {
                if (condition?.Terms.All(set.CanAnswer) != false)
                {
                    answers.Add(1, new KeyValuePair<string, object?>("by", "columns"));
                    return fromColumns(set);
                }
            }
            finally { set.Lock.ExitReadLock(); }
        }
        answers.Add(1, new KeyValuePair<string, object?>("by", "sql"));
        return db.ReadAtOnce(fromSql);
    }

    /// <summary>The columns as of now, if they hold all that the condition is about.</summary>
    ColumnSet? Current(Condition? condition)
    {
        var set = Volatile.Read(ref columns);
        if (set is not null && condition?.Leaves.All(l => set.Has(l.Field)) != false && CatchUp(set)) return set;
        if ((set is null || set.Version != fields.Version || set.IsOutrun) && !FailedJustNow) LoadAsync();
        return null;
    }

    bool FailedJustNow => failedAt != 0 && db.Time.GetElapsedTime(failedAt) < retryAfter;

    /// <summary>Reads again who changed since; false when that is so many that all are better read anew.</summary>
    bool CatchUp(ColumnSet set)
    {
        var now = db.Read(ColumnReader.ClockNumber);
        if (set.Number >= now) return true;
        set.Lock.EnterWriteLock();
        try
        {
            if (set.Number < now && !set.IsOutrun) db.ReadAtOnce(tx => ColumnReader.CatchUp(tx, set));
            return !set.IsOutrun;
        }
        finally { set.Lock.ExitWriteLock(); }
    }

    void Load()
    {
        var began = db.Time.GetTimestamp();
        try
        {
            var version = fields.Version; // before the fields: what is added meanwhile is then missed and loaded
            var set = ColumnReader.Load(db, fields.Person.Where(ColumnSet.Holds), version);
            loaded = (set.Count, set.Bytes, db.Time.GetElapsedTime(began).TotalSeconds);
            Volatile.Write(ref columns, set);
            log.LogInformation("Loaded {People} people into {Megabytes} MB of columns in {Seconds:0.0} s", loaded.People, loaded.Bytes >> 20, loaded.Seconds);
        }
        catch (Exception e)
        {
            Volatile.Write(ref failedAt, db.Time.GetTimestamp());
            log.LogError(e, "The columns could not be loaded; SQL answers instead");
            throw;
        }
    }
}
