import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The published service in production, with a PostgreSQL and data of its own that go when it stops. */
export async function startService(program) {
  const key = execFileSync('dotnet', [program, '--new-key'], { encoding: 'utf8' }).trim();
  const data = mkdtempSync(join(tmpdir(), 'leadscoring-fuzz-'));
  chmodSync(data, 0o755); // as root the database runs as somebody else
  const { ConnectionStrings__LeadScoring: _, ...environment } = process.env;
  const child = spawn('dotnet', [program, '--urls', 'http://127.0.0.1:0', `--Database:DataDirectory=${join(data, 'kept')}`, '--Shutdown:ReadinessDelay=00:00:00', '--Webhooks:AllowedNetworks:0=127.0.0.1/32'], {
    env: { ...environment, ASPNETCORE_ENVIRONMENT: 'Production', Keys__First: key },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise(resolve => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(data, { recursive: true, force: true });
  };

  const problems = [];
  const address = await new Promise(resolve => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', line => {
      const found = /^LeadScoring is running\. (?:Swagger: )?(http:[^ ]*?)(?:\/swagger)?(?: |$)/.exec(line);
      if (found) resolve(found[1]);
      else if (/"@l":"(Error|Fatal)"|"level":"(Error|Fatal)"/i.test(line)) problems.push(line);
    });
    exited.then(() => resolve(undefined));
  });
  if (!address) {
    await stop();
    throw new Error('The service did not start.');
  }

  return { address, key, problems, stop };
}
