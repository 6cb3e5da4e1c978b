using OneTable.BotGateway;
using OneTable.Services.Files;

namespace OneTable.Tests.Faults;

/// <summary>Two hosts of one database with two data folders miss each other's photos; the second one says so.</summary>
[Collection(Street.Name)]
public sealed class FolderMarkTests(Street street) : IDisposable
{
    readonly string other = Directory.CreateTempSubdirectory("onetable-test-").FullName;

    [Fact]
    public async Task A_folder_that_is_not_the_one_of_the_database_is_known()
    {
        var own = street.Get<Settings>().Folder;
        foreach (var _ in new[] { 1, 2 })
        {
            await FolderMark.MakeAsync(street.Db, own);
            Assert.True(FolderMark.IsOf(street.Db, own));
        }
        Assert.False(FolderMark.IsOf(street.Db, other));
        await FolderMark.MakeAsync(street.Db, other);
        Assert.False(FolderMark.IsOf(street.Db, other));
        File.Copy(Path.Combine(own, "folder.id"), Path.Combine(other, "folder.id"), overwrite: true); // moved there with all that lies in it
        Assert.True(FolderMark.IsOf(street.Db, other));
    }

    public void Dispose() => Directory.Delete(other, recursive: true);
}
