using System.Text.RegularExpressions;
using OneTable.Services.Addresses;

namespace OneTable.Services.Registry.Comparing;

/// <summary>Whether two texts name one door: house numbers that both say must be the same, and what stands before them must be alike.</summary>
public static partial class AddressLikeness
{
    /// <summary>True: the same place; false: another; null: nothing to say.</summary>
    public static bool? Same(string? one, string? other)
    {
        if (string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other)) return null;
        var (a, b) = (AddressParts.Clean(one), AddressParts.Clean(other));
        if (a == b) return true;
        var (front, x) = Split(a);
        var (back, y) = Split(b);
        if (Differ(x.Building, y.Building) || Differ(x.Unit, y.Unit) || Differ(x.Room, y.Room)) return false;
        if (x.Room is null || y.Room is null) return null;
        return Shared(front, back) >= 2;
    }

    static bool Differ(string? a, string? b) => a is not null && b is not null && a != b;

    /// <summary>The estate or street, and the door behind it.</summary>
    static (string Front, AddressParts Door) Split(string text)
    {
        var at = Door().Match(text) is { Success: true, Index: > 0 } door ? door.Index : 0;
        return (AddressParts.WithoutSuffix(text[..at]), AddressParts.Of(text[at..], afterName: true));
    }

    /// <summary>The longest run of characters at the end of one that the other holds too: 武汉市东园小区 and 东园小区 share 东园.</summary>
    static int Shared(string a, string b)
    {
        for (var length = Math.Min(a.Length, b.Length); length > 0; length--)
            if (a.Contains(b[^length..], StringComparison.Ordinal) || b.Contains(a[^length..], StringComparison.Ordinal)) return length;
        return 0;
    }

    [GeneratedRegex("(?:[A-Z]?[0-9]+[A-Z]?|[一二三四五六七八九十百]+)(?:号楼|栋|幢|座|#|号|-)")]
    private static partial Regex Door();
}
