using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>The registry writes the fields that the dictionary describes: two lists, held together here.</summary>
[Collection(Street.Name)]
public sealed class PersonFieldTests(Street street)
{
    IReadOnlyList<Field> Dictionary => street.Get<FieldCatalog>().All;

    [Fact]
    public void Every_field_that_is_written_is_described_alike()
    {
        foreach (var written in PersonField.All.Where(f => f.Kind != FieldKind.Key))
        {
            var described = Dictionary.SingleOrDefault(f => f.Label == written.Label);
            Assert.True(described is not null, $"{written.Label} is not in fields.yaml");
            var column = described.IsTags ? described.Label : described.Column;
            Assert.Equal((written.Label, written.Table, written.Column, written.CodeSet, written.IsSealed),
                (described.Label, described.Table, column, described.CodeSet?.Name, described.IsSealed));
        }
    }

    [Fact]
    public void Every_kept_field_that_is_described_is_written()
    {
        var columns = PersonField.All.Select(f => f.Column).Append("first_area").ToHashSet(); // made from the identity number
        var described = Dictionary.Where(f => f is { Subject: "person", IsKept: true } && f.Table != Field.Derived);
        Assert.DoesNotContain(described, f => !columns.Contains(f.IsTags ? f.Label : f.Column!));
    }

    [Fact]
    public void What_few_may_read_is_marked_so_in_both() =>
        Assert.Equal(Sensitivity.Highest, Dictionary.Single(f => f.Label == PersonField.Restricted).Sensitivity);

    [Theory]
    [InlineData("刘桂英", "刘")]
    [InlineData("欧阳海", "欧阳")]
    [InlineData("欧阳", "欧")]
    [InlineData("买买提·艾力", "买买提")]
    [InlineData("𠅤小明", "𠅤")]
    public void A_person_is_called_by_the_whole_surname(string name, string surname) => Assert.Equal(surname, Surname.Of(name));
}
