using System.Globalization;
using Dapper;

namespace OneTable.Services.Data;

/// <summary>
/// One INTEGER column is a long to SQLite's driver and an int to MySQL's, and Dapper wants a record's types to the letter.
/// With these, records say int, long or bool as they mean it, on both engines.
/// </summary>
static class NumberHandlers
{
    sealed class Handler<T> : SqlMapper.TypeHandler<T> where T : struct
    {
        public override T Parse(object value) => value is T t ? t : (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
        public override void SetValue(System.Data.IDbDataParameter parameter, T value) => parameter.Value = value;
    }

    public static void Register()
    {
        SqlMapper.AddTypeHandler(new Handler<int>());
        SqlMapper.AddTypeHandler(new Handler<long>());
        SqlMapper.AddTypeHandler(new Handler<bool>());
    }
}
