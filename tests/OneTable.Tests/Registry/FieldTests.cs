using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>The dictionary is the schema: what it describes can be written and read back, at once and on both engines.</summary>
[Collection(Street.Name)]
public sealed class FieldTests(Street street)
{
    FieldCatalog Fields => street.Get<FieldCatalog>();

    [Fact]
    public async Task Every_field_of_a_person_can_be_written_and_is_read_back()
    {
        var facts = Fields.Person.Where(f => f.IsWritten).ToDictionary(f => f.Label, f => (string?)Sample(f));
        var people = street.Get<People>();
        var id = await street.Get<Database>().WriteAsync(tx => people.Write(tx, null, facts, new("测试", "测试")));
        var kept = street.Get<Database>().Read(tx => SubjectValues.Load(tx, Fields.Person, [id]).Single());
        foreach (var field in Fields.Person.Where(f => f.IsWritten))
        {
            var value = kept.Kept(field);
            Assert.Equal((field.Label, facts[field.Label]), (field.Label, field.IsSealed ? street.Get<Seal>().Open(value) : value));
        }
    }

    static string Sample(Field field) => (field.Label, field.Type) switch
    {
        ("身份证号", _) => IdentityNumber.Complete("42019919800101001"),
        ("出生日期", _) => "1980-01-01",
        ("性别", _) => "1",
        ("证件类型", _) => "01",
        (_, FieldType.Code or FieldType.Codes) => field.CodeSet!.Codes[0].Value,
        (_, FieldType.Date) => "2020-02-29",
        (_, FieldType.Month) => "2020-02",
        (_, FieldType.Bool) => "1",
        (_, FieldType.Int or FieldType.Money or FieldType.Key) => "12345",
        (_, FieldType.Phone) => "19912345678",
        (_, FieldType.Area) => "610000",
        (_, FieldType.Division) => "420199001001",
        _ => "某某",
    };

    [Theory]
    [InlineData("刘桂英", "刘")]
    [InlineData("欧阳海", "欧阳")]
    [InlineData("欧阳", "欧")]
    [InlineData("买买提·艾力", "买买提")]
    [InlineData("𠅤小明", "𠅤")]
    public void A_person_is_called_by_the_whole_surname(string name, string surname) => Assert.Equal(surname, Surname.Of(name));
}
