using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>A line of the list of organisations.</summary>
public sealed record OrganisationRow(long Id, string Name, string? CreditCode, string? Kind, string Grid, string? Address,
    string? LegalPerson, string? PhoneMasked, int? Employees);

/// <summary>The registry's companies, shops and institutions.</summary>
public sealed class Organisations(Database db, Seal seal, DivisionTree tree, FieldCatalog fields)
{
    sealed record Found
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? CreditCode { get; init; }
        public string? Kind { get; init; }
        public string GridCode { get; init; } = "";
        public string? Address { get; init; }
        public string? LegalPerson { get; init; }
        public string? Phone { get; init; }
        public int? Employees { get; init; }
    }

    /// <summary>By any part of the name or the whole credit code; all where q is empty.</summary>
    public Listing<OrganisationRow> Find(Scope scope, string? q, int page = 1, int size = 20)
    {
        size = Math.Clamp(size, 1, 200);
        var match = string.IsNullOrWhiteSpace(q) ? "1 = 1" : "(name LIKE @Part OR credit_code = @Q)";
        var args = new { scope.From, scope.To, Q = q?.Trim(), Part = $"%{q?.Trim()}%", Size = size, Skip = (Math.Max(page, 1) - 1) * size };
        return db.Read(tx => new Listing<OrganisationRow>(
            tx.Count<int>($"SELECT COUNT(*) FROM organisations WHERE {Seen.InGrid} AND {match}", args),
            [.. tx.Query<Found>($"""
                SELECT id AS Id, name AS Name, credit_code AS CreditCode, kind AS Kind, grid_code AS GridCode, address AS Address,
                    legal_person AS LegalPerson, phone_sealed AS Phone, employees AS Employees
                FROM organisations WHERE {Seen.InGrid} AND {match} ORDER BY id LIMIT @Size OFFSET @Skip
                """, args).Select(o => new OrganisationRow(o.Id, o.Name, o.CreditCode, fields.Label("企业类型", o.Kind), tree.FullName(o.GridCode),
                    o.Address, o.LegalPerson, Mask.Phone(seal.Open(o.Phone)), o.Employees))]));
    }
}
