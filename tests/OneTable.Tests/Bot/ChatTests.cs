namespace OneTable.Tests.Bot;

/// <summary>Conversations as people have them, one file each.</summary>
[Collection(Street.Name)]
public sealed class ChatTests(Street street)
{
    const string Folder = "Bot/Chats";

    public static TheoryData<string> Chats => [.. TestFiles.Names(Folder, "*.chat")];

    [Theory, MemberData(nameof(Chats))]
    public Task A_conversation_goes_as_written(string file) => new Chat(street, street.NewResident()).PlayAsync(TestFiles.Read(Folder, file));
}
