using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Columns;

namespace OneTable.Benchmarks;

/// <summary>
/// The ten rules of <see cref="Eligibility"/> as somebody would write them by hand who had only these: one loop over plain arrays, 64
/// people at a time, each cell read once, nothing asked twice. It knows what the files say; if one is changed, this is.
/// </summary>
sealed class EligibilityLoop
{
    readonly ushort[] birth, visited, certified;
    readonly byte[] status, home, care, pension, work, here, medical, veteran, party, assistance, population;
    readonly ulong[] alive, benefits, allowance;
    readonly int words;

    readonly ushort to60, to65, to75, to80, to90, toVisited7, toVisited180, toCertified;
    readonly (byte From, byte Length)[] living, alone, frail, residents, retired, local, unpaid, veterans, oldMembers, poor, away;

    public EligibilityLoop(ColumnSet set, IReadOnlyList<Condition> rules, FieldCatalog fields, DateOnly on)
    {
        words = set.BlockCount * Block.Words;
        var maker = new QuestionMaker(set, on);
        (birth, visited, certified) = (Cells<ushort>("年龄"), Cells<ushort>("最近走访日期"), Cells<ushort>("养老资格认证日期"));
        (status, home, care, pension, work) = (Cells<byte>("人员状态"), Cells<byte>("居家状况"), Cells<byte>("自理能力"), Cells<byte>("养老保险"), Cells<byte>("就业状况"));
        (here, medical, veteran, party, assistance, population) =
            (Cells<byte>("本地户籍"), Cells<byte>("医疗保险"), Cells<byte>("优抚类别"), Cells<byte>("党员类别"), Cells<byte>("救助类别"), Cells<byte>("人口类别"));
        var tags = set.Tags["享受待遇"];
        (alive, benefits, allowance) = (Bits([set.Alive]), Bits(tags.Codes), Bits([tags.Find(fields.Find("享受待遇")!.CodeSet!.CodeOf("高龄津贴")!) ?? new(set.BlockCount)]));

        // In the order of the rules; which values each asks for is read from its file, and when two ask the same of an age it stands once.
        (to65, to75, to60, to80, to90) = (Until(0, "年龄", OrdinalSet.FirstValue), Until(1, "年龄", OrdinalSet.FirstValue), Until(2, "年龄", OrdinalSet.FirstValue),
            Until(7, "年龄", OrdinalSet.FirstValue), Until(9, "年龄", OrdinalSet.FirstValue));
        (toVisited7, toVisited180, toCertified) = (Until(1, "最近走访日期", 0), Until(8, "最近走访日期", 0), Until(3, "养老资格认证日期", 0));
        (living, alone, frail, residents) = (Of(0, "人员状态", 2), Of(1, "居家状况", 1), Of(5, "自理能力", 2), Of(2, "养老保险", 1));
        (retired, local, unpaid, veterans) = (Of(3, "就业状况", 2), Of(4, "本地户籍", 1), Of(4, "医疗保险", 2), Of(6, "优抚类别", 1));
        (oldMembers, poor, away) = (Of(6, "党员类别", 2), Of(6, "救助类别", 2), Of(8, "人口类别", 1));

        (uint From, uint To)[] Sets(int rule, string field) => maker.SetOf(rules[rule].Leaves.First(l => l.Field.Label == field), set.Values[field].Values).Ranges;

        ushort Until(int rule, string field, uint first) => Sets(rule, field) is [var only] && only.From == first ? (ushort)(only.To - first)
            : throw new InvalidOperationException($"{field} of rule {rule} is no longer one range");

        // Where there are fewer ranges than the loop has comparisons for, the last is compared twice.
        (byte, byte)[] Of(int rule, string field, int ranges)
        {
            var found = Sets(rule, field).Where(r => r.From <= byte.MaxValue).Select(r => ((byte)r.From, (byte)(Math.Min(r.To, byte.MaxValue) - r.From))).DefaultIfEmpty(((byte)255, (byte)0)).ToList();
            while (found.Count < ranges) found.Add(found[^1]);
            return found.Count == ranges ? [.. found] : throw new InvalidOperationException($"{field} of rule {rule} is more than {ranges} ranges");
        }

        T[] Cells<T>(string field) where T : unmanaged, IBinaryInteger<T>
        {
            var (column, cells) = (set.Values[field], new T[words * 64]);
            for (var i = 0; i < cells.Length; i++) cells[i] = T.CreateChecked(column[i]);
            return cells;
        }

        ulong[] Bits(IEnumerable<BitPlane> planes)
        {
            var bits = new ulong[words];
            foreach (var plane in planes)
                for (var i = 0; i < words * 64; i++)
                    if (plane[i]) bits[i / 64] |= 1UL << i;
            return bits;
        }
    }

    public int[] Counts()
    {
        Span<int> counts = stackalloc int[10];
        for (var word = 0; word < words; word++)
        {
            if (alive[word] == 0) continue;
            var there = alive[word] & In2(status, word, living);
            ulong of60, of65, of75, of80, of90;
            (of60, of65) = (Until(birth, word, (ushort)OrdinalSet.FirstValue, to60), Until(birth, word, (ushort)OrdinalSet.FirstValue, to65));
            (of75, of80, of90) = (Until(birth, word, (ushort)OrdinalSet.FirstValue, to75), Until(birth, word, (ushort)OrdinalSet.FirstValue, to80), Until(birth, word, (ushort)OrdinalSet.FirstValue, to90));
            var (single, weak, isLocal) = (In1(home, word, alone), In2(care, word, frail), In1(here, word, local));
            counts[0] += BitOperations.PopCount(there & of65);
            counts[1] += BitOperations.PopCount(there & of75 & single & Until(visited, word, 0, toVisited7));
            counts[2] += BitOperations.PopCount(there & of60 & In1(pension, word, residents));
            counts[3] += BitOperations.PopCount(there & In2(work, word, retired) & Until(certified, word, 0, toCertified));
            counts[4] += BitOperations.PopCount(there & isLocal & In2(medical, word, unpaid));
            counts[5] += BitOperations.PopCount(there & of65 & weak);
            counts[6] += BitOperations.PopCount(there & (In1(veteran, word, veterans) | In2(party, word, oldMembers) | In2(assistance, word, poor)));
            counts[7] += BitOperations.PopCount(there & (of80 | single | weak));
            counts[8] += BitOperations.PopCount(there & In1(population, word, away) & benefits[word] & Until(visited, word, 0, toVisited180));
            counts[9] += BitOperations.PopCount(there & isLocal & allowance[word] & of90);
        }
        return [.. counts];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<byte> Load(byte[] cells, int word) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(cells), (nuint)(word * 64));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong In1(byte[] cells, int word, (byte From, byte Length)[] of) =>
        Vector512.LessThanOrEqual(Load(cells, word) - Vector512.Create(of[0].From), Vector512.Create(of[0].Length)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong In2(byte[] cells, int word, (byte From, byte Length)[] of) => In1(cells, word, of)
        | Vector512.LessThanOrEqual(Load(cells, word) - Vector512.Create(of[1].From), Vector512.Create(of[1].Length)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Until(ushort[] cells, int word, ushort from, ushort length)
    {
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        var (first, most) = (Vector512.Create(from), Vector512.Create(length));
        return Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref cell, (nuint)(word * 64)) - first, most).ExtractMostSignificantBits()
            | Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref cell, (nuint)(word * 64 + 32)) - first, most).ExtractMostSignificantBits() << 32;
    }
}
