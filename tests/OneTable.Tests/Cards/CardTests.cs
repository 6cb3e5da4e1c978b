using System.Net.Http.Headers;
using OneTable.OutboundCall.Ocr;
using OneTable.Services;
using OneTable.Services.Cards;
using OneTable.Services.Registry;

namespace OneTable.Tests.Cards;

/// <summary>拍证件: a photo is read, a person confirms, and one entry comes of it. The cards are drawn; nobody on them is real.</summary>
[Collection(Street.Name)]
public sealed class CardTests(Street street)
{
    static byte[] Photo(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cards", name + ".png"));

    static string? Value(Card card, string label) => card.Fields.Single(f => f.Label == label).Value;

    CardReaders Readers(OcrReader reader) => new(new() { Reader = reader }, street.Get<OutboundCall.WeChat.WeChatSettings>(), street.Get<WeChatCardReader>(),
        street.Get<TesseractCardReader>(), street.Get<Microsoft.Extensions.Logging.ILogger<CardReaders>>());

    [NeedsFact(NeedsFactAttribute.Tesseract)]
    public async Task This_machine_reads_an_identity_card()
    {
        var card = await Readers(OcrReader.Tesseract).ReadAsync(CardKind.Identity, Photo("identity"), default);
        Assert.Equal("本机识别", card.Reader);
        Assert.Equal("林小舟", Value(card, Card.Name));
        Assert.Equal("420199198805170042", Value(card, Card.Number));
        Assert.Equal("女", Value(card, Card.Sex));
        Assert.Equal("汉", Value(card, Card.Ethnicity));
        Assert.Equal("1988-05-17", Value(card, Card.Birth));
        Assert.Equal("湖北省示范区东园街道东园小区3栋2单元501号", Value(card, Card.Address));
        Assert.All(card.Fields, f => Assert.Null(f.Trouble));
    }

    /// <summary>A kilobyte or a few megabytes: what is sent lies in no file, not even while it is read (F16).</summary>
    [Fact]
    public async Task A_photo_of_a_card_touches_no_disk()
    {
        var worker = await street.WorkerAsync("grid");
        var files = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var watcher = new FileSystemWatcher(Environment.GetEnvironmentVariable("ASPNETCORE_TEMP") ?? Path.GetTempPath(), "ASPNETCORE_*") { EnableRaisingEvents = true };
        watcher.Created += (_, made) => files.Add(made.Name!);
        watcher.Renamed += (_, made) => files.Add(made.Name!);
        var photo = new ByteArrayContent([.. Photo("identity")[..8], .. new byte[3 << 20]]) { Headers = { ContentType = new("image/png") } };
        await worker.PostAsync("/api/mini/cards/read?kind=identity", new MultipartFormDataContent { { photo, "file", "a.png" } }).RefusedAsync(400, "photo_too_small");
        Assert.Empty(files);
    }

    [NeedsFact(NeedsFactAttribute.Tesseract)]
    public async Task This_machine_reads_a_licence_and_takes_a_zero_for_the_letter_that_no_code_holds()
    {
        var card = await Readers(OcrReader.Tesseract).ReadAsync(CardKind.Licence, Photo("licence"), default);
        Assert.Equal("92420199MA4LTEXT0K", Value(card, Card.CreditCode));
        Assert.Equal("示范区顺和便利店", Value(card, Card.Firm));
        Assert.Equal("周明远", Value(card, Card.LegalPerson));
        Assert.Equal("示范区东园街道东园小区3栋1号门面", Value(card, Card.FirmAddress));
        Assert.All(card.Fields, f => Assert.Null(f.Trouble));
    }

    [NeedsFact(NeedsFactAttribute.Tesseract)]
    public async Task A_photo_without_a_card_is_answered_with_what_to_do()
    {
        var said = await Assert.ThrowsAsync<Refusal>(() => Readers(OcrReader.Tesseract).ReadAsync(CardKind.Identity, Photo("licence"), default));
        Assert.Equal("nothing_read", said.Code);
        var broken = Photo("identity");
        broken.AsSpan(100, 20_000).Clear();
        Assert.Contains((await Assert.ThrowsAsync<Refusal>(() => Readers(OcrReader.Tesseract).ReadAsync(CardKind.Identity, broken, default))).Code, new[] { "photo_unreadable", "nothing_read" });
    }

    [Fact]
    public async Task WeChat_reads_it_and_where_WeChat_is_away_this_machine_does()
    {
        var card = await Readers(OcrReader.Auto).ReadAsync(CardKind.Identity, Photo("identity"), default);
        Assert.Equal("微信识别", card.Reader);
        Assert.Equal("程晓禾", Value(card, Card.Name));
        Assert.Equal("示范区顺和便利店", Value(await Readers(OcrReader.WeChat).ReadAsync(CardKind.Licence, Photo("licence"), default), Card.Firm));

        await FaultAsync("/cv/ocr/idcard", "101003", async () =>
        {
            if (TesseractCardReader.Program is not null)
                Assert.Equal("林小舟", Value(await Readers(OcrReader.Auto).ReadAsync(CardKind.Identity, Photo("identity"), default), Card.Name));
            Assert.Equal("no_reader", (await Assert.ThrowsAsync<Refusal>(() => Readers(OcrReader.WeChat).ReadAsync(CardKind.Identity, Photo("identity"), default))).Code);
        });
        await FaultAsync("/cv/ocr/idcard", "101001", async () =>
            Assert.Equal("no_card", (await Assert.ThrowsAsync<Refusal>(() => Readers(OcrReader.Auto).ReadAsync(CardKind.Identity, Photo("identity"), default))).Code));
    }

    [Theory]
    [InlineData("""{"type":"Back","valid_date":"20200101-20400101"}""", "back_side")]
    [InlineData("""{"type":"Front","name":"","id":"","addr":"","gender":"","nationality":""}""", "nothing_read")]
    public async Task The_wrong_side_and_an_empty_reading_are_said_so(string card, string code)
    {
        await street.Http.PostAsync("/sandbox/wechat/card", new StringContent(card, null, "application/json"));
        try { Assert.Equal(code, (await Assert.ThrowsAsync<Refusal>(() => Readers(OcrReader.WeChat).ReadAsync(CardKind.Identity, Photo("identity"), default))).Code); }
        finally { await street.Http.PostAsync("/sandbox/wechat/card", new StringContent("{}", null, "application/json")); }
    }

    [Fact]
    public void What_disagrees_on_the_card_is_marked()
    {
        var card = CardCheck.Of(CardKind.Identity, "", new Dictionary<string, string>
        {
            [Card.Name] = "林小舟", [Card.Number] = "420199198805170042", [Card.Sex] = "男", [Card.Birth] = "1988-05-11", [Card.Ethnicity] = "汉",
        });
        Assert.Equal([null, null, "和身份证号对不上", "和身份证号里的1988年5月17日不一样", null, "没看清，请对着证件写"], card.Fields.Select(f => f.Trouble));
        Assert.Equal("校验位不对，请对着证件改", CardCheck.Of(CardKind.Identity, "", new Dictionary<string, string> { [Card.Number] = "420199198805170043" }).Fields[1].Trouble);
    }

    [Theory]
    [InlineData("92420199MA4LTEXT0K", true)]
    [InlineData("92420199ma4ltext0k", true)]
    [InlineData("91350100M000100Y43", true)] // the example printed in GB 32100-2015
    [InlineData("92420199MA4LTEXT1K", false)]
    [InlineData("92420199MA4LTEXTOK", false)]
    [InlineData("9242", false)]
    [InlineData(null, false)]
    public void A_credit_code_has_a_check_character(string? code, bool isOne) => Assert.Equal(isOne, CreditCode.Parse(code) is not null);

    static MultipartFormDataContent Form(byte[] photo, string type = "image/png")
    {
        var part = new ByteArrayContent(photo) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return new MultipartFormDataContent { { part, "file", "card.png" } };
    }

    [Fact]
    public async Task At_the_door_the_card_becomes_one_person_and_the_photo_is_not_kept()
    {
        var phone = await street.WorkerAsync("grid");
        int Files() => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM files"));
        var before = Files();
        var read = await (await phone.PostAsync("/api/mini/cards/read?kind=identity", Form(Photo("identity")))).JsonAsync();
        var fields = read.List("fields").ToDictionary(f => f.Text("label")!, f => f.Text("value"));
        Assert.Equal("420199199203159983", fields[Card.Number]);
        var first = await phone.PostAsync("/api/mini/cards", new { kind = "identity", fields });
        Assert.True(first.GetProperty("isNew").GetBoolean());
        fields[Card.Address] = "湖北省示范区东园街道东园小区1栋1单元101";
        var again = await phone.PostAsync("/api/mini/cards", new { kind = "identity", fields });
        Assert.False(again.GetProperty("isNew").GetBoolean());
        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal(before, Files());

        var person = await (await street.ConsoleAsync("grid")).GetJsonAsync("/api/console/people/" + first.Text("id"));
        Assert.Contains(person.List("history"), h => h.Text("source") == "证件");
        var row = street.Db.Read(tx => tx.First<(string Sex, string Birth, string Area, string Grid, string Kind)>(
            "SELECT sex, birth_date, first_area, living_grid, population_kind FROM people WHERE id = @id", new { id = long.Parse(first.Text("id")!) }));
        Assert.Equal(("2", "1992-03-15", "420199", "420199001001001", "9"), row);

        await (await street.WorkerAsync("grid16")).PostAsJsonAsync("/api/mini/cards", new { kind = "identity", fields }).RefusedAsync(400, "person_elsewhere");
    }

    [Fact]
    public async Task A_licence_becomes_one_organisation_in_the_grid_of_its_address()
    {
        var desk = await street.ConsoleAsync("community");
        var read = await (await desk.PostAsync("/api/console/cards/read?kind=licence", Form(Photo("licence")))).JsonAsync();
        var fields = read.List("fields").ToDictionary(f => f.Text("label")!, f => f.Text("value"));
        var first = await desk.PostAsync("/api/console/cards", new { kind = "licence", fields });
        fields[Card.LegalPerson] = "周小远";
        var again = await desk.PostAsync("/api/console/cards", new { kind = "licence", fields });
        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal("东园社区 第一网格", first.Text("grid"));
        Assert.Equal(2, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM entries WHERE kind = 'organisation' AND subject_id = @id", new { id = long.Parse(first.Text("id")!) })));
        await (await street.ConsoleAsync("community3")).PostAsJsonAsync("/api/console/cards", new { kind = "licence", fields }).RefusedAsync(400, "firm_elsewhere");
    }

    [Theory]
    [InlineData("""{"kind":"passport","fields":{"姓名":"x"}}""", "bad_card_kind")]
    [InlineData("""{"kind":"identity"}""", "fields_needed")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟"}}""", "bad_identity")]
    [InlineData("""{"kind":"identity","fields":{"身份证号":"420199198805170042"}}""", "name_needed")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟","身份证号":"420199198805170043"}}""", "bad_identity")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟","身份证号":"420199198805170042","性别":"男"}}""", "card_disagrees")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟","身份证号":"420199198805170042","民族":"火星"}}""", "bad_value")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟","身份证号":"420199198805170042"}}""", "grid_needed")]
    [InlineData("""{"kind":"identity","fields":{"姓名":"林小舟","身份证号":"420199198805170042"},"grid":"420199001003001"}""", "grid_needed")]
    [InlineData("""{"kind":"licence","fields":{"单位名称":"某店","统一社会信用代码":"92420199MA4LTEXT1K"}}""", "bad_credit_code")]
    public async Task What_was_not_looked_at_well_is_refused_in_words(string body, string code)
    {
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync("/api/console/cards", new StringContent(body, null, "application/json")).RefusedAsync(400, code);
    }

    [Fact]
    public async Task What_is_no_photo_is_refused_in_words()
    {
        var desk = await street.ConsoleAsync("community");
        Task<HttpResponseMessage> Read(HttpContent content, string kind = "identity") => desk.PostAsync("/api/console/cards/read?kind=" + kind, content);
        await Read(Form("hello"u8.ToArray())).RefusedAsync(400, "not_a_photo");
        await Read(Form([0x89, (byte)'P', (byte)'N', (byte)'G'])).RefusedAsync(400, "not_a_photo");
        await Read(Form(Sized(100, 100))).RefusedAsync(400, "photo_too_small");
        await Read(Form(Sized(30_000, 30_000))).RefusedAsync(413, "too_big");
        await Read(Form(Photo("identity")), "passport").RefusedAsync(400, "bad_card_kind");
        await Read(new StringContent("{}", null, "application/json")).RefusedAsync(400, "photo_needed");
        await (await street.NewResident().OpenMiniProgramAsync()).PostAsync("/api/mini/cards/read?kind=identity", Form(Photo("identity"))).RefusedAsync(403, "forbidden");

        static byte[] Sized(int width, int height)
        {
            var photo = Photo("identity");
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(photo.AsSpan(16), width);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(photo.AsSpan(20), height);
            return photo;
        }
    }

    async Task FaultAsync(string action, string code, Func<Task> test)
    {
        await street.Http.PostAsJsonAsync("/sandbox/faults", new { kind = "error", action, code, times = 20 });
        try { await test(); }
        finally
        {
            await street.Http.DeleteAsync("/sandbox/faults");
            street.Get<OneTable.OutboundCall.WeChat.AccountGate>().Retry();
        }
    }
}
