using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Events;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.OwnForms;
using OneTable.Services.Tables.Reports;

namespace OneTable.Tests.Security;

/// <summary>Somebody whose every field holds words and numbers that nobody else has, and who has a house, a shop, a case, a to-do and a notice.</summary>
public sealed record Canary(string Mark, string? Living, string? Registered, long Id, string Number, string Phone, string Case,
    IReadOnlyDictionary<string, string> Tokens, Belongings Things, IReadOnlyDictionary<string, string> Disputed)
{
    public string Name => Mark + "雀";

    /// <summary>The allowance that is being claimed for the canary.</summary>
    public long Claim { get; init; }

    public bool IsSeenFrom(string division) => Living?.StartsWith(division) == true || Registered?.StartsWith(division) == true;
}

/// <summary>What there is in the canary's grid: words that stand in it, and the id of one of each kind of subject.</summary>
public sealed record Belongings(IReadOnlyList<string> Words, IReadOnlyDictionary<string, long> Ids);

/// <summary>A small street with a second one beside it, a canary in every kind of place, and staff of every post everywhere.</summary>
public sealed class ScopeWorld : IAsyncLifetime
{
    public const string District = "420199", Town = "420199001", Community = "420199001001", Grid = "420199001001001", OtherTown = "420199002";
    public static readonly string[] Divisions = [Grid, Community, Town, District];
    readonly ConcurrentDictionary<string, Task<HttpClient>> desks = [], phones = [];

    public Street Street { get; } = new(Street.TuesdayMorning, "800");
    public IReadOnlyList<Canary> Canaries { get; private set; } = [];
    public long RunOfTown { get; private set; }

    /// <summary>A list that the street compared; somebody of another street stands in it by mistake.</summary>
    public long List { get; private set; }
    public long Import { get; private set; }
    public long Form { get; private set; }
    public long Return { get; private set; }
    public long OwnForm { get; private set; }
    public long Event { get; private set; }
    public long PaidList { get; private set; }
    public string Trace => "K7Q2M9AB";

    /// <summary>What the community handed in, by table: X1 all fields, X3 counts; X4 is a draft.</summary>
    public IReadOnlyDictionary<string, long> Reports { get; private set; } = new Dictionary<string, long>();

    public async Task InitializeAsync()
    {
        await Street.InitializeAsync();
        await Street.Db.WriteAsync(tx =>
        {
            Divide(tx);
            Hire(tx);
            // One who is asked for by everybody: the own grid, the one beside it, the next community, the next street, and who lives there and is registered here.
            Canaries =
            [
                Settle(tx, 1, "甲", Grid, Community), Settle(tx, 2, "乙", "420199001001002", Community), Settle(tx, 3, "丙", "420199001003001", "420199001003"),
                Settle(tx, 4, "丁", OtherTown + "001001", OtherTown + "001"), Settle(tx, 5, "戊", OtherTown + "001001", Community),
            ];
            foreach (var (from, to) in new[] { (0, 3), (3, 0), (0, 2) })
                tx.Run("INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id) VALUES (@p0, 'child_of', 'person', @p1, 'person', @p2)",
                    tx.NextId(), Canaries[from].Id, Canaries[to].Id);
            RunOfTown = tx.NextId();
            tx.Run("""
                INSERT INTO runs (id, job, run_at, state, done, total, result, actor, started_at, beat_at, division_code)
                VALUES (@p0, 'scenarios:x@420199001', 1, 'done', 1, 1, '{"eligible":甲运行}', '街道甲运行', 1, 1, @p1)
                """, RunOfTown, Town);
            List = Compare(tx);
            Import = tx.NextId();
            tx.Run("""
                INSERT INTO imports (id, file_name, sha256, length, division_code, source, actor, columns_json, dry, state, total, sheet, row_no, rows_read, added, updated, unchanged,
                  conflicts, rejected, kept_back, undone_to, created_at) VALUES (@p0, '甲运行.xlsx', 'x', 1, @p1, '导入', '街道', '[]', 0, 'done', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                """, Import, Town);
            Form = KeptForm.Add(tx, new() { StaffId = 1, DivisionCode = Town, FileName = "甲运行.xlsx", Kind = "xlsx", Sha256 = "x", Length = 1 }, new("甲运行.xlsx", "xlsx", [], [])).Id;
            tx.Run("""
                INSERT INTO traces (id, code, kind, what, file_name, division_code, staff_id, viewer, post, at, rows_written) VALUES (@p0, @p1, 'table', '甲运行', '甲运行.xlsx', @p2, 1, '街道', '05', 1, 1)
                """, tx.NextId(), Trace, Town);
            Return = tx.NextId();
            tx.Run("""
                INSERT INTO returns (id, staff_id, actor, division_code, file_name, sha256, length, form_json, table_name, cut_off, read_at, created_at)
                VALUES (@p0, 1, '街道甲运行', @p1, '甲运行.xlsx', 'x', 1, '{"fileName":"甲运行.xlsx","kind":"xlsx","sheets":[],"notes":[]}', '甲运行', '2026-12-01', 1, 1)
                """, Return, Town);
            Event = TableEvent.Add(tx, new(Town), "typhoon", "甲事件", "街道");
            (OwnForm, _) = (Fill(tx, null), Fill(tx, Event));
            PaidList = tx.NextId();
            tx.Run("INSERT INTO paid_lists (id, scenario, month, division_code, made_by, made_at) VALUES (@p0, 'allowance80', '2026-12', @p1, '街道甲运行', 1)", PaidList, Town);
            foreach (var canary in Canaries) tx.Run("INSERT INTO paid_items (list_id, claim_id, fen, per) VALUES (@p0, @p1, 100, 'month')", PaidList, canary.Claim);
            Keep(tx, "tables", "X1", $$"""
                {id: X1, name: 全部字段, cycle: 月, by: living, condition: {field: 姓名, op: known}, columns: [序号, {{string.Join(", ", Fields.Person.Where(f => !f.IsKey).Select(f => f.Label))}}]}
                """);
            Keep(tx, "tables", "X2", "{id: X2, name: 重点人群名册, by: living, condition: {field: 重点人群, op: filled}, columns: [姓名, 重点人群]}");
            Keep(tx, "statistics", "X3", "{id: X3, name: 计数, cycle: 月, groups: [{title: a, columns: [{label: b}]}]}");
            Keep(tx, "tables", "X4", "{id: X4, name: 草稿表, cycle: 月, by: living, condition: {field: 姓名, op: known}, columns: [序号, 姓名, 身份证号, 备注, 家庭月人均收入]}");
            Propose(tx, "everybody", "X1", "{field: 姓名, op: known}");
            Propose(tx, "watched", "X2", "{field: 重点人群, op: filled}");
            Propose(tx, "income", "X3", "{field: 家庭月人均收入, op: filled}", "amounts: [{from: '2020-01-01', yuan: 99999, less: 家庭月人均收入}]");
            Propose(tx, "everything", "X4", $"{{any: [{string.Join(", ", Fields.Person.Where(f => f is { IsWritten: true, IsKey: false, IsRestricted: false }).Select(f => $"{{field: {f.Label}, op: filled}}"))}]}}");
        });
        var reports = new Dictionary<string, long>();
        foreach (var table in new[] { "X1", "X3", "X4" })
        {
            // The secretary of the community sends and passes what she may read all of.
            var me = Street.Db.Read(tx => Street.Get<StaffList>().InPost(tx, Community, "06"))!;
            var desk = Street.Get<ReportDesk>();
            var report = await desk.OpenAsync(new(table, Community, null), me);
            foreach (var step in table == "X4" ? [] : new[] { "send", "pass", "submit" }) report = await desk.StepAsync(report.Id, new(step, report.Version, null), me);
            reports[table] = report.Id;
        }
        Reports = reports;
        Street.Get<Services.Divisions.DivisionTree>().Reload();
    }

    /// <summary>A form of all that a form may ask, filled in for everybody; those of the other street come from its own workers.</summary>
    long Fill(Tx tx, long? eventId)
    {
        var asked = Fields.Person.Where(f => f is { IsWritten: true, IsKey: false, IsRestricted: false }).ToList();
        var form = Services.Tables.OwnForms.OwnForm.Add(tx, new(District), "区里", new() { Title = "全员摸排", Questions = [.. asked.Select(f => new Question { Label = f.Label })], Whom = new() { Kind = Whom.All } }, eventId);
        Services.Tables.OwnForms.OwnForm.Send(tx, form, [District], null);
        foreach (var canary in Canaries)
        {
            var known = SubjectValues.Load(tx, asked, [canary.Id]).Single();
            FormAnswer.Add(tx, new() { FormId = form, SubjectId = canary.Id, CurrentKey = FormAnswer.KeyOfSubject(canary.Id), Name = canary.Name, GridCode = canary.Living!, Worker = "测试" }, $"{form}:{canary.Mark}", 1, asked.ToDictionary(f => f.Label, known.Kept));
        }
        return form;
    }

    FieldCatalog Fields => Street.Get<FieldCatalog>();

    /// <summary>The console of somebody of this post and division; lines as "平安" or "".</summary>
    public Task<HttpClient> DeskAsync(string post, string lines, string division) =>
        desks.GetOrAdd(UserOf(post, lines, division), user => ConsoleDesk.SignInAsync(Street.Address, user));

    /// <summary>The same one's mini-program.</summary>
    public Task<HttpClient> PhoneAsync(string post, string lines, string division) => phones.GetOrAdd(UserOf(post, lines, division), async user =>
    {
        var phone = new HttpClient { BaseAddress = Street.Address };
        phone.DefaultRequestHeaders.Authorization = new("Bearer", (await phone.PostAsync("/api/mini/session", new { user, password = "demo" })).Text("token"));
        return phone;
    });

    public static string UserOf(string post, string lines, string division) => $"p{post}-{lines}-{division}";

    static void Divide(Tx tx)
    {
        void Add(string code, string parent, int level, string name) => tx.Run("""
            INSERT INTO divisions (code, parent_code, level, name, notice_from, notice_until, utc_offset_minutes) VALUES (@p0, @p1, @p2, @p3, '08:30', '20:00', 480)
            """, code, parent, level, name);
        Add(OtherTown, District, 2, "西园街道");
        Add(OtherTown + "001", OtherTown, 3, "西园社区");
        Add(OtherTown + "001001", OtherTown + "001", 4, "西园第一网格");
    }

    static void Hire(Tx tx)
    {
        var hash = tx.Value<string>("SELECT password_hash FROM staff WHERE user_name = 'community'");
        foreach (var (post, lines) in Posts)
            foreach (var division in Divisions)
                tx.Run("""
                    INSERT INTO staff (id, user_name, name, post, division_code, mini_openid, password_hash, failures, locked_until, active, work_lines, works_until)
                    VALUES (@p0, @p1, @p2, @p3, @p4, @p1, @p5, 0, 0, 1, @p6, @p7)
                    """, tx.NextId(), UserOf(post, lines, division), "岗" + post, post, division, hash, lines.Length == 0 ? null : lines, post == "16" ? "2026-12-31" : null);
    }

    public static readonly (string Post, string Lines)[] Posts =
        [.. Enumerable.Range(1, 17).Select(p => ($"{p:00}", "")), ("01", "残联"), ("04", "平安"), ("05", "平安"), ("05", "民政"), ("07", "平安"), ("08", "平安"), ("08", "民政")];

    Canary Settle(Tx tx, int n, string mark, string grid, string community)
    {
        var (number, phone) = (IdentityNumber.Complete($"4201991940010{n}90{n}"), $"1880000{n}77{n}");
        var fields = Fields.Person.ToList();
        var facts = fields.Where(f => f.IsWritten && !f.IsKey).ToDictionary(f => f.Label, f => (string?)Value(f, n, mark, fields.IndexOf(f)));
        foreach (var (label, value) in new[] { ("姓名", mark + "雀"), ("证件类型", "01"), ("身份证号", number), ("联系电话", phone), ("人口类别", "1"), ("人员状态", "1"),
            ("本地户籍", "1"), ("户籍社区", community), ("现住网格", grid), ("性别", null), ("出生日期", null) })
            if (value is null) facts.Remove(label);
            else facts[label] = value;
        var id = Street.Get<People>().Write(tx, null, facts, new("走访", "测试", mark + "缘由"));
        Street.Get<People>().Write(tx, id, new Dictionary<string, string?> { ["重点人群"] = "02", ["备注"] = mark + "·备注二" }, new("平安", "测试", mark + "重点缘由"));
        var tokens = Fields.Person.Where(f => facts.ContainsKey(f.Label) && (f.IsSealed || f.Type is FieldType.Text or FieldType.Address or FieldType.Money))
            .ToDictionary(f => f.Label, f => f.Type == FieldType.Money ? FieldText.Of(f, facts[f.Label]!) : facts[f.Label]!);
        // Another source says something else of these: the conflict holds both.
        var disputed = new Dictionary<string, string> { ["家庭月人均收入"] = $"5432{n}1", ["月保障金额"] = $"6543{n}1", ["社保卡账号"] = $"{n}888777666555444", ["备注"] = mark + "·另一种说法" };
        Street.Get<Subjects>().Propose(tx, Subject.Person, id, disputed.ToDictionary(d => d.Key, d => (string?)d.Value), new("民政", "测试"));
        foreach (var money in (string[])["家庭月人均收入", "月保障金额"]) disputed[money] = FieldText.Of(Fields.Find(money)!, disputed[money]);
        return new(mark, grid, community, id, number, phone, $"TS26120190{n:00}", tokens, Own(tx, n, mark, grid, id), disputed) { Claim = Claiming(tx, id) };
    }

    static long Claiming(Tx tx, long person)
    {
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO claims (id, open_key, person_id, scenario, occasion, flow, flow_version, step, round_no, state, started_at, entered_at, handed_in)
            VALUES (@p0, @p1, @p2, 'allowance80', '2026-12', 'allowance', 1, 'check', 1, 'open', 1, 1, 0)
            """, id, $"{person}:allowance80", person);
        return id;
    }

    /// <param name="at">Makes the numbers of a field those of no other.</param>
    static string Value(Field field, int n, string mark, int at) => field.Type switch
    {
        FieldType.Code or FieldType.Codes => field.CodeSet!.Codes[0].Value,
        FieldType.Date => "2020-02-0" + n,
        FieldType.Month => "2020-0" + n,
        FieldType.Bool => "1",
        FieldType.Int => "77" + n,
        FieldType.Money => $"9876{n}{at:000}5",
        FieldType.Phone => $"1770{n}{at:000}777",
        FieldType.Id or FieldType.Account => $"{n}9{at:000}88888770{n}",
        FieldType.Area => "610000",
        FieldType.Division => Grid,
        _ => $"{mark}·{field.Label}",
    };

    /// <summary>What else there is in that grid, each with the canary's mark in it.</summary>
    Belongings Own(Tx tx, int n, string mark, string grid, long person)
    {
        var (address, staff) = (tx.NextId(), tx.Value<long>("SELECT id FROM staff WHERE user_name = 'grid'"));
        tx.Run("INSERT INTO addresses (id, grid_code, estate, building, unit, room, text) VALUES (@p0, @p1, @p2, '1', '1', '1', @p2)", address, grid, mark + "雀苑");
        var words = new List<string>();
        var ids = new Dictionary<string, long>();
        foreach (var subject in Subject.Registered.Where(s => s != Subject.Person))
        {
            var kept = Fields.Of(subject).Where(f => f.IsWritten && f.Label != "统一社会信用代码").ToList();
            var facts = kept.ToDictionary(f => f.Label, f => (string?)(f.IsKey ? $"{address}" : f.Type == FieldType.Division ? grid : Value(f, n, mark, kept.IndexOf(f) + 500)));
            ids[subject.Kind] = Street.Get<Subjects>().Write(tx, subject, null, facts, new("走访", "测试", mark + "缘由"));
            words.AddRange(kept.Where(f => !f.IsKey && (f.IsSealed || f.Type is FieldType.Text or FieldType.Address)).Select(f => facts[f.Label]!));
        }
        var case_ = tx.NextId();
        tx.Run("""
            INSERT INTO cases (id, number, kind, state, source, title, content, urgent, person_id, division_code, staff_id, assigned_why, due_at, opened_at, reopened, version)
            VALUES (@p0, @p1, 'TS', 'open', '01', @p2, @p2, 0, @p3, @p4, @p5, '测试', 1, 1, 0, 1)
            """, case_, $"TS26120190{n:00}", mark + "雀事项", person, grid, staff);
        tx.Run("""
            INSERT INTO todos (id, dedup_key, kind, state, staff_id, division_code, title, person_id, rank_no, created_at) VALUES (@p0, @p1, 'visit', 'open', @p2, @p3, @p1, @p4, 0, 1)
            """, tx.NextId(), mark + "雀待办", staff, grid, person);
        tx.Run("""
            INSERT INTO notices (id, dedup_key, matter, person_id, division_code, template, variables, text, channel, state, created_at)
            VALUES (@p0, @p1, 'x', @p2, @p3, '', '{}', @p1, '', 'told', 1)
            """, tx.NextId(), mark + "雀通知", person, grid);
        return new([.. words, mark + "雀苑", mark + "雀事项", mark + "雀待办", mark + "雀通知"], ids);
    }

    long Compare(Tx tx)
    {
        var (list, position) = (tx.NextId(), 0);
        tx.Run("""
            INSERT INTO comparisons (id, division_code, staff_id, actor, kind, title, source, data_day, purpose, permission, here_text, here_condition, file_name, columns_json,
              listed, skipped, created_at, ended_at, keep_until)
            VALUES (@p0, @p1, (SELECT id FROM staff WHERE user_name = 'street'), '梁静', 'paid', '名单暗号', 's', '2026-11-01', 'p', 'p', '', '', 'f', '[]', 5, 0, 1, 1, '2099-01-01')
            """, list, Town);
        foreach (var outcome in new[] { "both", "there" })
            foreach (var canary in Canaries)
                tx.Run("""
                    INSERT INTO comparison_items (comparison_id, position, outcome, person_id, row_no, row_sealed, asked, why) VALUES (@p0, @p1, @p2, @p3, 1, @p4, 1, '')
                    """, list, position++, outcome, canary.Id, Street.Get<Seal>().Close("""{"Name":"名单暗号","Number":null,"BirthDate":null,"Address":null,"Cells":[]}"""));
        return list;
    }

    static void Propose(Tx tx, string name, string id, string condition, string more = "note: x") =>
        Keep(tx, "scenarios", name, $"id: {id}\ntitle: {(name == "watched" ? "重点人群走访" : name)}（示例）\nsample: true\ncondition: {condition}\nmoment: {{holds: true}}\n{more}\n");

    static void Keep(Tx tx, string kind, string name, string body) => tx.Run(
        "INSERT INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES (@p0, @p1, 1, @p2, @p1, 'test', 1)", kind, name, body);

    public async Task DisposeAsync() => await Street.DisposeAsync();
}
