using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>An import is taken back, and nobody's later word with it.</summary>
[Collection(Street.Name)]
public sealed class ImportUndoTests(Street street)
{
    readonly ImportingDesk desk = new(street);

    [Fact]
    public async Task What_an_import_wrote_is_put_back_unless_somebody_spoke_since()
    {
        var (known, corrected, touched, added) = (ImportingDesk.Number(), ImportingDesk.Number(), ImportingDesk.Number(), ImportingDesk.Number());
        await desk.ImportAsync([["姓名", "身份证号", "工作单位", "备注"], ["早就在的", known, "老单位", null], ["后来改的", corrected, "老单位", null]]);
        var batch = await desk.ImportAsync([["姓名", "身份证号", "户号", "工作单位", "备注"], ["早就在的", known, null, "新单位", "新备注"], ["后来改的", corrected, null, "新单位", "新备注"],
            ["加了又改", touched, null, "新单位", null], ["加了没动", added, "U" + added[..8], "新单位", null]]);
        Assert.Equal("4 2 2 0 0 0", ImportingDesk.Counts(batch));
        await SayAsync(corrected, "工作单位", "第三个单位");
        await SayAsync(touched, "备注", "走访过");

        var undone = await desk.RunAsync(batch, "undo");
        Assert.Equal("undone", undone.Text("state"));
        Assert.True(undone.GetProperty("keptBack").GetInt32() >= 2);
        var first = (await desk.PersonAsync(known))!.Value.Text;
        Assert.Contains("工作单位=老单位", first);
        Assert.DoesNotContain("新备注", first);
        Assert.Contains("工作单位=第三个单位", (await desk.PersonAsync(corrected))!.Value.Text);
        Assert.DoesNotContain("新备注", (await desk.PersonAsync(corrected))!.Value.Text);
        Assert.Contains("备注=走访过", (await desk.PersonAsync(touched))!.Value.Text);
        Assert.Null(await desk.PersonAsync(added));
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM households WHERE number = @number", new { number = "U" + added[..8] })));
        Assert.Equal(2, street.Db.Read(tx => tx.Count<int>("""
            SELECT COUNT(*) FROM entries WHERE subject_id = (SELECT subject_id FROM entries WHERE batch_id = @id AND values_json LIKE '%加了没动%')
            """, new { id = long.Parse(batch.Text("id")!) })));
        // The source that said the old value still says it: it may correct itself.
        Assert.Equal("1 0 1 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号", "工作单位"], ["早就在的", known, "又一个单位"]])));
    }

    async Task SayAsync(string number, string label, string value)
    {
        var id = long.Parse((await desk.PersonAsync(number))!.Value.Id);
        await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, new Dictionary<string, string?> { [label] = value }, new("走访", "王网格")));
    }
}
