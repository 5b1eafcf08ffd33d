using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using LeadScoring.Benchmarks.EndToEnd;
using LeadScoring.Benchmarks.Reads;
using LeadScoring.Benchmarks.Rules;
using LeadScoring.Benchmarks.Webhooks;

if (args is ["ingest", .. var ingest]) return await IngestBenchmark.RunAsync(ingest);
if (args is ["reads", .. var reads]) return await ReadsBenchmark.RunAsync(reads);
if (args is ["rules", .. var rules]) return await RulesBenchmark.RunAsync(rules);
if (args is ["webhooks", .. var webhooks]) return await WebhooksBenchmark.RunAsync(webhooks);
if (args is [BareServer.Command]) return await BareServer.RunAsync();

// The median and the least time are what a shared machine disturbs the least.
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithWarmupCount(6).WithIterationCount(15).AsDefault())
    .AddColumn(StatisticColumn.Median, StatisticColumn.Min)
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
return 0;
