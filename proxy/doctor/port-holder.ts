import { holderOf } from '../sockets/holder.ts';

/** Who listens on a port of this machine, in words: `node (process 4711)`; "another program" where that is not told. */
export async function describeHolder(port: number): Promise<string> {
  const holder = await holderOf(port, 'listening');
  const found = holder ? `${holder.name} (process ${holder.pid})` : 'another program';
  return (await isAdit(port)) ? `${found}, which is an Adit` : found;
}

async function isAdit(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/hello`, { signal: AbortSignal.timeout(1000) });
    return ((await answer.json()) as { name?: string }).name === 'adit';
  } catch {
    return false;
  }
}
