namespace OneTable.Tests.Host;

/// <summary>LibreOffice opens a workbook and writes it again in another format, in a profile and folder of its own.</summary>
static class Soffice
{
    public const string Name = "soffice";

    /// <param name="format">"xlsx", or "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1" for the texts of the first sheet.</param>
    public static async Task<byte[]> ConvertAsync(byte[] workbook, string format = "xlsx", string name = "form.xlsx")
    {
        var folder = Directory.CreateTempSubdirectory("onetable-soffice-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), workbook);
            using var office = new OwnProcess(OwnProcess.Find(Name)!,
                [$"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", format, "--outdir", Path.Combine(folder, "out"), Path.Combine(folder, name)]);
            Assert.True(await office.EndAsync() == 0, office.Output);
            return await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(folder, "out")).Single());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
