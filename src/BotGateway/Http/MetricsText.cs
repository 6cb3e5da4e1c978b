using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace OneTable.BotGateway.Http;

/// <summary>What our meters count, as Prometheus text (exposition format 0.0.4); the usual exporter cannot be had here.</summary>
public sealed class MetricsText : IDisposable
{
    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<(string Name, string Tags), double> sums = new();
    readonly ConcurrentDictionary<(Instrument, object?, object?, object?), (string Name, string Tags)> keys = new(); // a few tags of few values each
    readonly ConcurrentDictionary<string, (string Kind, string Help)> instruments = new();
    readonly HashSet<(string, string)> looked = [];
    readonly Lock looking = new();

    public MetricsText(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (!instrument.Meter.Name.StartsWith("OneTable", StringComparison.Ordinal)) return;
            if (instrument.Meter.Scope is { } host && host != meters) return; // another host in this process counts for itself
            instruments[Family(Name(instrument))] = (instrument is Histogram<double> ? "summary" : instrument.GetType().Name.Contains("Gauge") ? "gauge" : "counter", instrument.Description ?? "");
            l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();
    }

    public string Render()
    {
        lock (looking)
        {
            foreach (var gone in looked) sums.TryRemove(gone, out _); // what is no longer so must not be told for ever
            looked.Clear();
            listener.RecordObservableInstruments();
            return Text();
        }
    }

    string Text()
    {
        var text = new StringBuilder();
        foreach (var group in sums.OrderBy(s => s.Key).GroupBy(s => Family(s.Key.Name)))
        {
            var (kind, help) = instruments.GetValueOrDefault(group.Key, ("counter", ""));
            text.Append($"# HELP {group.Key} {help}\n# TYPE {group.Key} {kind}\n");
            foreach (var ((name, tags), value) in group) text.Append(CultureInfo.InvariantCulture, $"{name}{tags} {value}\n");
        }
        return text.ToString();
    }

    /// <summary>The counters whose names begin so, as they stand.</summary>
    public IEnumerable<(string Name, string Tags, long Total)> Counters(string prefix) => sums
        .Where(s => s.Key.Name.StartsWith(prefix, StringComparison.Ordinal) && s.Key.Name.EndsWith("_total", StringComparison.Ordinal))
        .Select(s => (s.Key.Name, s.Key.Tags.Trim('{', '}'), (long)s.Value));

    void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var of = (instrument, Value(tags, 0), Value(tags, 1), Value(tags, 2));
        var key = tags.Length > 3 ? Key(instrument, tags.ToArray()) : keys.TryGetValue(of, out var known) ? known : keys[of] = Key(instrument, tags.ToArray());
        if (instrument is ObservableInstrument<long> or ObservableInstrument<int> or ObservableInstrument<double>)
        {
            sums[key] = value;
            looked.Add(key);
        }
        else sums.AddOrUpdate(key, static (_, added) => added, static (_, old, added) => old + added, value);
        if (instrument is Histogram<double>) sums.AddOrUpdate((Family(key.Name) + "_count", key.Tags), 1, static (_, old) => old + 1);
    }

    static object? Value(ReadOnlySpan<KeyValuePair<string, object?>> tags, int at) => at < tags.Length ? tags[at].Value : null;

    static (string Name, string Tags) Key(Instrument instrument, KeyValuePair<string, object?>[] tags)
    {
        var labels = tags.Length == 0 ? "" : "{" + string.Join(",", tags.Select(t => $"{t.Key}=\"{Escape(t.Value)}\"")) + "}";
        return (Name(instrument), labels);
    }

    static string Name(Instrument instrument) => instrument.Name.Replace('.', '_')
        + (instrument is Histogram<double> ? "_sum" : instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) ? "_total" : "");

    /// <summary>What sum and count of one summary are told under.</summary>
    string Family(string name) => name.EndsWith("_sum", StringComparison.Ordinal) ? name[..^4]
        : name.EndsWith("_count", StringComparison.Ordinal) && instruments.ContainsKey(name[..^6]) ? name[..^6] : name;
    static string Escape(object? value) => (value?.ToString() ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    public void Dispose() => listener.Dispose();
}
