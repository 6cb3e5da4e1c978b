using OneTable.Services.Data;

namespace OneTable.Services.Registry.Comparing;

/// <param name="Asked">The person is one of those the list is compared with.</param>
sealed record Match(string Outcome, long? Person, ListedRow? Row, bool Asked, int? Confidence, string Why);

/// <summary>Decides for every row whom it means, and in the end who was asked for and stands in no row.</summary>
/// <param name="asked">Ids of those the list is compared with, in order.</param>
sealed class Matching(long[] asked, Seal seal)
{
    readonly Dictionary<long, int> rowOf = [];
    readonly HashSet<long> doubted = [];

    public int Repeated { get; private set; }

    public IReadOnlyList<Match> Of(IReadOnlyList<ListedRow> rows, PeopleLookup lookup) => [.. rows.Select(row => Of(row, lookup))];

    Match Of(ListedRow row, PeopleLookup lookup)
    {
        var numbered = lookup.ByNumber(row).Select(p => (Person: p, Verdict: Verdict.ByNumber(row, p))).ToList();
        var found = numbered.Count > 0 ? numbered : Named(row, lookup);
        if (found.Count == 0) return new(Outcome.There, null, row, false, null, row.Document.Written is { } written && row.Document.Whole is null
            ? written.Contains('*') ? "证号打了码，姓名也没找到" : "证号不对，姓名也没找到" : "本辖区库里没有这个人");
        // Of two records of one person the one that was asked for counts.
        var (person, verdict) = found.OrderByDescending(f => f.Verdict.Confidence).ThenByDescending(f => IsAsked(f.Person.Id)).ThenBy(f => f.Person.Id).First();
        return Judge(row, person, verdict);
    }

    List<(Listable Person, Verdict Verdict)> Named(ListedRow row, PeopleLookup lookup)
    {
        var alike = lookup.ByName(row);
        return [.. alike.Select(p => (p, Verdict.ByName(row, p, row.Document.Written is null ? null : seal.Open(p.Sealed), alike.Count)))];
    }

    Match Judge(ListedRow row, Listable person, Verdict verdict)
    {
        var isAsked = IsAsked(person.Id);
        if (verdict.Confidence < Verdict.Sure)
        {
            doubted.Add(person.Id);
            return new(Outcome.Doubtful, person.Id, row, isAsked, verdict.Confidence, verdict.Why);
        }
        var why = verdict.Why;
        if (!rowOf.TryAdd(person.Id, row.Number))
        {
            Repeated++;
            why += $"；和第 {rowOf[person.Id]} 行是同一人";
        }
        if (isAsked) return new(Outcome.Both, person.Id, row, true, verdict.Confidence, why);
        return new(Outcome.There, person.Id, row, false, verdict.Confidence, person.Status == "3" ? "库里已登记去世" : "库里有这个人，不在这次比对的范围");
    }

    /// <summary>Who stands in no row; not who may stand in one: whoever has paid is not disturbed (K19).</summary>
    public IEnumerable<Match> Rest() => asked.Where(id => !rowOf.ContainsKey(id) && !doubted.Contains(id))
        .Select(id => new Match(Outcome.Here, id, null, true, null, "名单里没有"));

    bool IsAsked(long id) => Array.BinarySearch(asked, id) >= 0;
}
