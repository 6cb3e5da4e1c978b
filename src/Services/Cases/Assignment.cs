using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.Services.Cases;

/// <param name="DivisionCode">The grid, or the community where no grid was found.</param>
/// <param name="Why">Said to the worker: how the place was known.</param>
public sealed record Assignment(StaffMember Worker, string DivisionCode, string? Place, string Why, bool PlaceKnown);

/// <summary>Whose case it is: point in a grid's polygon; else by address text; else whoever took it down, else whoever is on duty in the community.</summary>
public sealed class Assigner(DivisionTree divisions, AddressBook addresses, StaffList staff, DutyRota duty)
{
    public Assignment Assign(Tx tx, double? lat, double? lon, string? place, string words, string? community, long? takenBy = null)
    {
        if (lat is { } y && lon is { } x)
            return divisions.GridAt(y, x) is { } grid
                ? ToGrid(tx, grid.Code, place, $"位置在{divisions.FullName(grid.Code)}内")
                : ToDuty(tx, community, place, "位置不在任何网格内");
        foreach (var text in new[] { place, words })
            if (!string.IsNullOrWhiteSpace(text) && addresses.Solve(text, community) is { } match)
                return divisions.Find(match.GridCode)?.Level == Division.Grid
                    ? ToGrid(tx, match.GridCode, match.Text, match.Why)
                    : ToTaker(tx, takenBy, match.Text, match.Why) ?? ToDuty(tx, match.GridCode, match.Text, match.Why);
        return ToTaker(tx, takenBy, place, "地方没有说清") ?? ToDuty(tx, community, place, "地方没有说清");
    }

    /// <summary>Where the code hangs that this resident scanned last; null where none was scanned.</summary>
    public Assignment? Scanned(Tx tx, long? residentId) => residentId is { } id && ResidentBook.ScannedBy(tx, id) is { } at
        ? ToGrid(tx, at.Grid, at.Place, $"居民扫的是{at.Place ?? divisions.FullName(at.Grid)}的码") : null;

    Assignment ToGrid(Tx tx, string grid, string? place, string why)
    {
        if (staff.WorkerOf(tx, grid) is { } worker) return new(worker, grid, place, why, true);
        var community = divisions.Community(grid)!.Code;
        return staff.InPost(tx, community, Posts.GridLead) is { } lead
            ? new(lead, grid, place, why + "，本网格的网格员今天不在", true)
            : ToDuty(tx, community, place, why + "，本网格的网格员今天不在") with { DivisionCode = grid, PlaceKnown = true };
    }

    /// <summary>Who heard the caller knows best where it is, and keeps it.</summary>
    Assignment? ToTaker(Tx tx, long? takenBy, string? place, string why) =>
        takenBy is { } id && staff.Find(tx, id) is { } taker ? new(taker, taker.DivisionCode, place, why + "，先由代录的人办", false) : null;

    Assignment ToDuty(Tx tx, string? community, string? place, string why)
    {
        var code = community ?? divisions.All.First(d => d.Level == 3).Code;
        var worker = duty.OnDuty(tx, code)
            ?? throw new InvalidOperationException($"Nobody is on duty in division {code} and it has no secretary.");
        return new(worker, code, place, $"{why}，先交{divisions.Find(code)?.Name}值班的人", false);
    }
}
