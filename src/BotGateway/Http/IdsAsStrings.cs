using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OneTable.BotGateway.Http;

/// <summary>64-bit ids pass through JavaScript only as strings: every long named Id or …Id is written as one.</summary>
static class IdsAsStrings
{
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in type.Properties)
            if ((property.PropertyType == typeof(long) || property.PropertyType == typeof(long?))
                && property.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
                property.NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString;
    }
}
