using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using OneTable.Services.Data;

namespace OneTable.BotGateway.Http;

/// <summary>The framework's keys for cookies, sealed in our database: every instance reads every cookie.</summary>
sealed class ProtectionKeys(Database db, Seal seal) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. KeyStore.All(db).Select(sealedKey => XElement.Parse(seal.Open(sealedKey)!))];

    public void StoreElement(XElement element, string friendlyName) =>
        KeyStore.KeepAsync(db, friendlyName, seal.Close(element.ToString(SaveOptions.DisableFormatting))!).GetAwaiter().GetResult();
}
