using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Cases;

static class CaseNumbers
{
    const int PerDayMax = 9999;

    /// <summary>TS2611210007: kind, Beijing day, number of the day. Past 9,999 a day the second capital moves on.</summary>
    public static string Next(Tx tx, string kind, DateOnly today)
    {
        var day = today.ToString("yyMMdd", CultureInfo.InvariantCulture);
        if (tx.Run("UPDATE case_numbers SET last_number = last_number + 1 WHERE day = @p0 AND kind = @p1", day, kind) == 0)
            tx.Run("INSERT INTO case_numbers (day, kind, last_number) VALUES (@p0, @p1, 1)", day, kind);
        var last = tx.Value<int>("SELECT last_number FROM case_numbers WHERE day = @p0 AND kind = @p1", day, kind) - 1;
        var second = (char)('A' + (kind[1] - 'A' + last / PerDayMax) % 26);
        return string.Create(CultureInfo.InvariantCulture, $"{kind[0]}{second}{day}{last % PerDayMax + 1:0000}");
    }
}
