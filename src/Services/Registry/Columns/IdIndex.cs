namespace OneTable.Services.Registry.Columns;

/// <summary>Finds the place of a person by id: a hash table of places only, for the ids themselves lie there.</summary>
sealed class IdIndex
{
    const int SizeMin = 1024;
    int[] places = new int[SizeMin]; // place + 1; 0 is free
    int count;

    public long Bytes => 24 + 4L * places.Length;

    public int? Find(long id, Func<int, long> idAt)
    {
        for (var at = First(id); places[at] != 0; at = at + 1 & places.Length - 1)
            if (idAt(places[at] - 1) == id) return places[at] - 1;
        return null;
    }

    /// <summary>The id must be new.</summary>
    public void Add(int place, Func<int, long> idAt)
    {
        if (++count > places.Length / 8 * 7)
        {
            var old = places;
            places = new int[old.Length * 2];
            foreach (var known in old) if (known != 0) Put(known - 1, idAt);
        }
        Put(place, idAt);
    }

    void Put(int place, Func<int, long> idAt)
    {
        var at = First(idAt(place));
        while (places[at] != 0) at = at + 1 & places.Length - 1;
        places[at] = place + 1;
    }

    /// <summary>Ids are handed out in runs: multiplying spreads them.</summary>
    int First(long id) => (int)((ulong)id * 0x9E3779B97F4A7C15 >> 32) & places.Length - 1;
}
