import { once } from 'node:events';
import { createServer } from 'node:net';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';

/** What listens on Adit's port: this or another Adit, another program, or nothing. */
export async function checkPort(context: DoctorContext): Promise<Finding[]> {
  const { port } = await context.settings();
  const base = { id: 'port', title: 'Port' };
  if (port === 0) return [{ ...base, verdict: 'ok', evidence: 'Any free one is taken at each start (port 0).' }];
  const version = await aditAt(port);
  if (version !== undefined) return [{ ...base, verdict: 'ok', evidence: `Adit ${version} listens on ${port}.` }];
  const code = await tryToListen(port);
  if (code === undefined) return [{ ...base, verdict: 'ok', evidence: `${port} is free; "adit serve" listens there.` }];
  if (code === 'EACCES') {
    const mend = `Choose a port above 1023: adit serve --port 2348, or "port" in settings.json.`;
    return [{ ...base, verdict: 'broken', evidence: `This user may not listen on port ${port}.`, mend }];
  }
  if (code !== 'EADDRINUSE')
    return [{ ...base, verdict: 'unknown', evidence: `Listening on ${port} failed: ${code}.` }];
  const mend = `End that program, or choose another port: adit serve --port ${port + 1}, or "port" in settings.json.`;
  const evidence = `${port} is taken by ${await context.describeHolder(port)}.`;
  return [{ ...base, verdict: 'broken', evidence, mend }];
}

/** The version of the Adit on a port; undefined where there is none. */
export async function aditAt(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/hello`, { signal: AbortSignal.timeout(1000) });
    const { name, version } = (await answer.json()) as { name?: unknown; version?: unknown };
    return name === 'adit' ? String(version) : undefined;
  } catch {
    return undefined;
  }
}

/** The code of what stands in the way of listening; undefined where nothing does. */
async function tryToListen(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    server.close();
  }
}
