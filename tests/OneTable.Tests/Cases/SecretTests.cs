namespace OneTable.Tests.Cases;

/// <summary>Identity numbers and phones lie nowhere readable, whatever way they come in.</summary>
[Collection(Street.Name)]
public sealed class SecretTests(Street street)
{
    const string Identity = "420199194612101264";

    [Fact]
    public async Task A_number_said_in_WeChat_stands_in_no_table()
    {
        var phone = street.NewResident();
        const string mobile = "13857294063";
        Assert.Contains("遮起来了", await phone.SayAsync($"我身份证{Identity}"));
        await phone.SayAsync($"楼道灯坏了，打我电话{mobile}");
        Assert.DoesNotContain(Tables(), table => Holds(table, Identity) || Holds(table, mobile));
    }

    [Fact]
    public async Task A_number_given_in_the_mini_program_stands_in_no_table()
    {
        const string mobile = "13749206358";
        var me = await street.NewResident().OpenMiniProgramAsync();
        await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = $"灯坏了，{Identity}，{mobile}", applicant = new { name = "王", phone = mobile } });
        Assert.DoesNotContain(Tables(), table => Holds(table, Identity) || Holds(table, mobile));
    }

    [Fact]
    public void The_demo_s_people_are_sealed()
    {
        var sealed_ = street.Db.Read(tx => tx.Query<string>("SELECT document_sealed FROM people WHERE document_sealed IS NOT NULL LIMIT 50").ToList());
        Assert.All(sealed_, box => Assert.Matches(@"^k1\.", box));
        Assert.DoesNotContain(Tables(), table => Holds(table, "19900000080"));
    }

    IReadOnlyList<string> Tables() => street.Db.Read(tx => tx.Query<string>(Street.OnMySql
        ? "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()" : "SELECT name FROM sqlite_master WHERE type = 'table'").ToList());

    /// <summary>Whether any column of any row holds the text; ids and numbers are texts too here.</summary>
    bool Holds(string table, string text) => street.Db.Read(tx =>
    {
        using var rows = tx.Rows($"SELECT * FROM {table}");
        while (rows.Read())
            for (var i = 0; i < rows.FieldCount; i++)
                if (!rows.IsDBNull(i) && rows.GetValue(i) is string value && value.Contains(text, StringComparison.Ordinal)) return true;
        return false;
    });
}
