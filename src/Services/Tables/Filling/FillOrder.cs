using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Filling;

/// <summary>How it goes out: with what is asked shown, without colours and comments (干净版), or to be put up for all to read (公示版, F20).</summary>
public enum FillVersion { Working, Clean, Public }

/// <param name="Where">Who belongs into it, in words; null: whom the sheet names already, or else everybody of the division.</param>
/// <param name="CutOff">Ages are those of this day; null: the day that the form names, or today.</param>
public sealed record FillOrder(Scope Scope, string? Where, DateOnly? CutOff, FillVersion Version, StaffMember Viewer);

/// <param name="Columns">Of all sheets together.</param>
/// <param name="Rows">Rows that were filled, with those of a list whom nobody knows.</param>
/// <param name="Unknown">Rows of a list whom the registry does not know for sure.</param>
public sealed record FillResult(int Columns, int Known, int Asked, int Rows, int Unknown, long CellsFilled, long CellsAsked);
