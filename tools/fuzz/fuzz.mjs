// Sends the published service requests that its OpenAPI document allows and such that it forbids, and ends with 1 if any answer is a 5xx or is not
// as documented: its status, its content type, and its body where that is JSON.
//   npm ci --ignore-scripts && node fuzz.mjs PUBLISHED/LeadScoring.Api.dll
// Specmatic makes up the requests. A proxy of our own judges the answers, since Specmatic wants a 2xx for whatever the schemas allow and a 4xx for
// everything else, and there is more between them: rules of two members at once, ids that are not there, and SDKs, who get a 200 for items that are refused.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fill } from './content.mjs';
import { copiesOf } from './document.mjs';
import { Judge } from './judge.mjs';
import { startProxy } from './proxy.mjs';
import { startService } from './service.mjs';

const [program] = process.argv.slice(2);
const mostCombinations = process.env.LEADSCORING_FUZZ_COMBINATIONS ?? '25';
const mostMinutes = 8;
const mostFaultsShown = 40;

const work = mkdtempSync(join(tmpdir(), 'leadscoring-specmatic-'));
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'));
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`));
const judge = new Judge(document);
const statuses = new Map(operations.map(operation => [operation, new Map()]));
const faults = new Map();
let answers = 0;

function witness({ method, url, sent, status, contentType, body }) {
  const operation = judge.operationOf(method, url);
  answers++;
  const counts = statuses.get(operation);
  counts?.set(status, (counts.get(status) ?? 0) + 1);
  const fault = judge.faultOf(operation, status, contentType, body);
  if (!fault) return;
  const about = `${operation ?? `${method} ${url}`}: ${fault}`;
  if (!faults.has(about)) faults.set(about, { count: 0, url, sent: sent.slice(0, 600), body: body.slice(0, 600) });
  faults.get(about).count++;
}

function generate(copies, address) {
  return new Promise((resolve, reject) => {
    const java = spawn('java', ['-jar', join(import.meta.dirname, 'node_modules/specmatic/specmatic.jar'), 'test', ...copies, `--testBaseURL=${address}`], {
      cwd: work, stdio: ['ignore', 'pipe', 'pipe'], timeout: mostMinutes * 60_000,
      env: { ...process.env, SPECMATIC_GENERATIVE_TESTS: 'true', MAX_TEST_REQUEST_COMBINATIONS: mostCombinations, SPECMATIC_TEST_TIMEOUT: '30000' },
    });
    const said = [];
    java.stdout.on('data', data => said.push(data));
    java.stderr.on('data', data => said.push(data));
    java.on('error', reject);
    java.on('exit', (code, signal) => resolve({ said: Buffer.concat(said).toString(), signal }));
  });
}

// There is something to call off only until a backfill is done, which here takes no time: the tests of the service have it.
const momentary = new Set(['DELETE /v1/models/{key}/pending']);

function report(said) {
  const counted = new Map();
  for (const counts of statuses.values()) for (const [status, count] of counts) counted.set(status, (counted.get(status) ?? 0) + count);
  console.log(`${answers} answers of ${operations.length} operations: ${[...counted].sort().map(([status, count]) => `${status} ${count}`).join(', ')}`);
  const without = test => operations.filter(operation => ![...statuses.get(operation).keys()].some(test));
  const unasked = without(() => true);
  const unserved = without(status => status < 400).filter(operation => !momentary.has(operation));
  if (unserved.length > 0) console.log(`Never succeeded: ${unserved.join(', ')}`);
  for (const [about, { count, url, sent, body }] of [...faults].slice(0, mostFaultsShown)) console.log(`${about} (${count} times)\n  ${url}\n  ${sent}\n  ${body}`);
  if (unasked.length > 0) console.log(`Never asked: ${unasked.join(', ')}\n${said.slice(-4000)}`);
  return faults.size + unasked.length + unserved.length;
}

const service = await startService(program);
const proxy = await startProxy(service, witness);
try {
  const content = await fill(proxy.address, document);
  const copies = copiesOf(document, content).map((copy, i) => {
    const file = join(work, `openapi-${i}.json`);
    writeFileSync(file, JSON.stringify(copy));
    return file;
  });
  const started = Date.now();
  const { said, signal } = await generate(copies, proxy.address);
  console.log(`Specmatic took ${Math.round((Date.now() - started) / 1000)} s. ${/Tests run: .*/.exec(said)?.[0] ?? ''}`);
  const wrong = report(said) + service.problems.length + (signal ? 1 : 0);
  for (const problem of service.problems) console.log(problem);
  if (signal) console.log(`It did not end within ${mostMinutes} minutes.`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  proxy.stop();
  await service.stop();
  rmSync(work, { recursive: true, force: true });
}
