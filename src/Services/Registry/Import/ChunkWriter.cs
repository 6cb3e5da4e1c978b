using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Comparing;

namespace OneTable.Services.Registry.Import;

/// <summary>What became of rows; each counts once.</summary>
public readonly record struct ImportCounts(long Read, long Added, long Updated, long Unchanged, long Conflicts, long Rejected)
{
    public static ImportCounts operator +(ImportCounts a, ImportCounts b) =>
        new(a.Read + b.Read, a.Added + b.Added, a.Updated + b.Updated, a.Unchanged + b.Unchanged, a.Conflicts + b.Conflicts, a.Rejected + b.Rejected);
}

/// <summary>Writes a chunk of rows: known people are proposed to, new ones written in one go, refused rows noted.</summary>
sealed class ChunkWriter(Subjects subjects, FieldCatalog fields, Seal seal, Scope scope, long importId, Origin origin)
{
    const int LoadMax = 200;
    const string SameNumber = "身份证号：和本表里另一个人的一样，请核对";
    readonly Field household = fields.Find(PersonHeadings.Household)!;

    public ImportCounts Write(Tx tx, IReadOnlyList<RowFacts> rows)
    {
        var fine = rows.Where(r => !r.IsRefused).ToList();
        var match = new PersonMatch(tx, fine);
        var households = new Households(tx, fine, scope);
        var here = new Dictionary<string, (long Id, string Name)>(); // whom the rows before this one added
        var (fresh, known) = (new List<(long, Facts, string)>(), new List<(long Id, RowFacts Row)>());
        foreach (var row in fine)
        {
            var key = row.DocumentHash ?? (row.BirthDate is null && row.PhoneHash is null ? null : $"{row.Name}|{row.BirthDate}|{row.PhoneHash ?? row[PersonHeadings.LivingAddress]}");
            if (key is not null && here.TryGetValue(key, out var twin))
            {
                if (IsAnother(twin.Name, row.Name)) row.Refuse(SameNumber);
                else known.Add((twin.Id, row));
            }
            else if (Find(match, row) is { } found)
            {
                if (IsAnother(found.Name, row.Name) && IsOfThisFile(tx, found.Id)) row.Refuse(SameNumber);
                else known.Add((found.Id, row));
            }
            else if (!row.IsRefused && MayAdd(row))
            {
                var added = tx.NextId();
                if (key is not null) here[key] = (added, row.Name);
                fresh.Add((added, row.Fresh!, WithHousehold(row, households.Join(tx, row, added, scope.Code))));
            }
        }
        new PeopleRows(fields, seal, origin).Write(tx, fresh);
        foreach (var (id, row) in known)
            if (row.Household is not null && households.Join(tx, row, id, scope.Code) is { } home && row[PersonHeadings.Household] is null)
                row.Facts[PersonHeadings.Household] = home.ToString(CultureInfo.InvariantCulture);
        households.Write(tx);
        var counts = known.Chunk(LoadMax).Aggregate(new ImportCounts(rows.Count, fresh.Count, 0, 0, 0, 0), (sum, chunk) => sum + Propose(tx, chunk));
        var refused = rows.Where(r => r.IsRefused).ToList();
        ImportRefusals.Write(tx, importId, refused);
        return counts with { Rejected = refused.Count };
    }

    static bool IsAnother(string one, string other) => one.Length > 0 && other.Length > 0 && ListedName.Plain(one) != ListedName.Plain(other);

    /// <summary>A number that was dragged down over other names: two rows of one file are not one source that corrects itself.</summary>
    bool IsOfThisFile(Tx tx, long person) =>
        tx.Value<long>("SELECT COUNT(*) FROM entries WHERE kind = 'person' AND subject_id = @p0 AND batch_id = @p1", person, importId) > 0;

    PersonMatch.Known? Find(PersonMatch match, RowFacts row)
    {
        try { return match.Of(row, scope); }
        catch (Refusal e)
        {
            row.Refuse(e.Message);
            return null;
        }
    }

    bool MayAdd(RowFacts row)
    {
        if (row.Name.Length == 0) row.Refuse("姓名：没有填，身份证号也没有登记过");
        else if (row is { DocumentHash: null, BirthDate: null, PhoneHash: null, HasPlace: false } && row[PersonHeadings.SourceNumber] is null)
            row.Refuse("只有姓名，认不出是谁，请补证件号、生日、电话或住址");
        else if (!scope.Contains(row[PersonHeadings.LivingGrid]) && !scope.Contains(row[PersonHeadings.RegisteredCommunity]))
            row.Refuse("户籍和住址都不在你的辖区");
        return !row.IsRefused;
    }

    /// <summary>The household is known only now; the facts were made ready before.</summary>
    string WithHousehold(RowFacts row, long? home)
    {
        if (home is null) return row.Json;
        row.Fresh!.Tables[household.Table!][household.Column!] = home;
        return string.Create(CultureInfo.InvariantCulture, $"{row.Json.AsSpan(0, row.Json.Length - 1)},\"{household.Label}\":[null,\"{home}\"]}}");
    }

    ImportCounts Propose(Tx tx, (long Id, RowFacts Row)[] known)
    {
        var labels = known.SelectMany(k => k.Row.Facts.Keys).Append(Facts.BirthDate).Distinct().Select(l => fields.Find(l)!).ToList();
        var values = SubjectValues.Load(tx, labels, [.. known.Select(k => k.Id)]).DistinctBy(v => v.Id).ToDictionary(v => v.Id);
        var (updated, unchanged, conflicts) = (0, 0, 0);
        foreach (var (id, row) in known)
        {
            if (row.Facts.GetValueOrDefault(PersonHeadings.Household) is not null && values[id].Kept(household) is not null) row.Facts.Remove(PersonHeadings.Household); // moving house is a hand-over
            if (row.Facts.ContainsKey(Facts.ReckonedBirth) && values[id].Kept(fields.Find(Facts.BirthDate)!) is [not '?', ..]) row.Facts.Remove(Facts.ReckonedBirth);
            var differing = row.Facts.Where(f => !row.Defaults.Contains(f.Key) && Differs(fields.Find(f.Key)!, values[id], f.Value)).ToDictionary();
            var done = differing.Count == 0 ? default : subjects.Propose(tx, Subject.Person, id, differing, origin);
            if (done.Conflicts > 0) conflicts++;
            else if (done.Written > 0) updated++;
            else unchanged++;
        }
        return new(0, 0, updated, unchanged, conflicts, 0);
    }

    /// <summary>Two seals of one value look different: what they hold is compared.</summary>
    bool Differs(Field field, SubjectValues known, string? value)
    {
        var old = known.Kept(field);
        // 买买提艾力 is 买买提·艾力 out of a program that has no dot: no reason to ask anybody.
        if (field.Label == Facts.Name && old is not null && value is not null && old.Contains('·') && !IsAnother(old, value)) return false;
        return (field.IsSealed && old is not (null or ['?', _]) ? seal.Open(old) : old) != value;
    }
}
