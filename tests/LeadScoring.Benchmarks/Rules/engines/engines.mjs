// Other rule engines, on the rules and leads that the benchmark sends. Each line of JSON is answered by one:
//   {"rules": [{"fact", "atLeast", "points"}], "leads": [{fact: number}]}  ->  {"points": {engine: [points of each lead]}}
//   {"engine": name, "milliseconds": time}                                 ->  {"evaluations", "nanoseconds"}
import { createInterface } from 'node:readline';
import { evaluateExpressionSync, ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';
import jsonRulesEngine from 'json-rules-engine';

let leads = [];
let engines = {};

const sum = (rows) => rows.reduce((points, row) => points + row.points, 0);

// One engine for all leads, with a rule per comparison. What it answers names the rules that were met, with their points.
function withJsonRulesEngine(rules) {
  const engine = new jsonRulesEngine.Engine(rules.map(({ fact, atLeast, points }) => ({
    conditions: { all: [{ fact, operator: 'greaterThanInclusive', value: atLeast }] },
    event: { type: 'points', params: { points } },
  })));
  return { evaluate: (lead) => engine.run(lead), points: ({ events }) => sum(events.map((event) => event.params)) };
}

// A decision is compiled once from a graph: the input, one node of work, the output.
function withZen(type, content, points) {
  const node = (id, kind, rest) => ({ id, name: id, type: kind, position: { x: 0, y: 0 }, ...rest });
  const edge = (sourceId, targetId) => ({ id: `${sourceId}-${targetId}`, type: 'edge', sourceId, targetId });
  const decision = new ZenEngine().createDecision(new ZenDecisionContent({
    contentType: 'application/vnd.gorules.decision',
    nodes: [node('input', 'inputNode'), node('rules', type, { content }), node('output', 'outputNode')],
    edges: [edge('input', 'rules'), edge('rules', 'output')],
  }));
  return { evaluate: (lead) => decision.evaluate(lead), points: ({ result }) => points(result), together: true };
}

// A row per rule, whose one cell is the comparison; all rows that are met are collected.
const withZenTable = (rules) => withZen('decisionTableNode', {
  hitPolicy: 'collect',
  inputs: [{ id: 'condition', name: 'condition' }],
  outputs: [{ id: 'points', name: 'points', field: 'points' }],
  rules: rules.map(({ fact, atLeast, points }, i) => ({ _id: `${i}`, condition: `${fact} >= ${atLeast}`, points: `${points}` })),
}, sum);

// One expression that adds the points up and names no rule: what was found to be fastest.
const sumOf = (rules) => `sum([${rules.map(({ fact, atLeast, points }) => `${fact} >= ${atLeast} ? ${points} : 0`).join(', ')}])`;

const withZenExpression = (rules) => withZen('expressionNode', {
  expressions: [{ id: 'points', key: 'points', value: sumOf(rules) }],
}, (result) => Number(result.points));

// Without a decision, and without the threads that evaluate decisions.
function withZenSynchronously(rules) {
  const expression = sumOf(rules);
  return { evaluate: (lead) => evaluateExpressionSync(expression, lead), points: Number };
}

async function prepare(message) {
  leads = message.leads;
  engines = {
    'json-rules-engine': withJsonRulesEngine(message.rules),
    'zen-engine, decision table': withZenTable(message.rules),
    'zen-engine, one expression': withZenExpression(message.rules),
    'zen-engine, one expression, synchronous': withZenSynchronously(message.rules),
  };
  const points = {};
  for (const [name, engine] of Object.entries(engines)) {
    points[name] = [];
    for (const lead of leads) points[name].push(engine.points(await engine.evaluate(lead)));
  }
  return { points };
}

// All leads over and over, together or one after the other, whichever is faster for the engine: it costs the threads of
// zen-engine more to wake up for each lead than the lead, and json-rules-engine more to have many leads in hand.
async function run({ engine, milliseconds }) {
  const { evaluate, together } = engines[engine];
  const start = process.hrtime.bigint();
  for (let evaluations = leads.length; ; evaluations += leads.length) {
    if (together) await Promise.all(leads.map(evaluate));
    else for (const lead of leads) await evaluate(lead);
    const nanoseconds = Number(process.hrtime.bigint() - start);
    if (nanoseconds >= milliseconds * 1e6) return { evaluations, nanoseconds };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  console.log(JSON.stringify(await (message.rules ? prepare(message) : run(message))));
}
