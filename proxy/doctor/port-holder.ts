import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** Who listens on a port of this machine, in words: `node (process 4711)`; "another program" where that is not told. */
export async function describeHolder(port: number): Promise<string> {
  const holder = process.platform === 'linux' ? fromProc(port) : await fromLsof(port);
  const found = holder ? `${holder.name} (process ${holder.pid})` : 'another program';
  return (await isAdit(port)) ? `${found}, which is an Adit` : found;
}

interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** macOS has lsof; `-F` prints a field a line: p4711, cnode. */
async function fromLsof(port: number): Promise<Holder | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      timeout: 3000,
    });
    const [, pid] = /^p(\d+)$/m.exec(stdout) ?? [];
    const [, name] = /^c(.+)$/m.exec(stdout) ?? [];
    return pid && name ? { pid: Number(pid), name } : undefined;
  } catch {
    return undefined;
  }
}

/** Linux: the socket's inode from /proc/net, then the process that has it open. */
function fromProc(port: number): Holder | undefined {
  try {
    const inode = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => listeningInode(file, port)).find(Boolean);
    return inode
      ? readdirSync('/proc')
          .filter(isPid)
          .map(Number)
          .map((pid) => holderOf(pid, inode))
          .find(Boolean)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Rows of /proc/net/tcp: `sl local_address rem_address st … inode`, addresses in hexadecimal, 0A is LISTEN. */
function listeningInode(file: string, port: number): string | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  return rows.find(([, local, , state]) => local?.endsWith(suffix) && state === '0A')?.[9];
}

function holderOf(pid: number, inode: string): Holder | undefined {
  try {
    const folder = `/proc/${pid}/fd`;
    const holds = readdirSync(folder).some((fd) => linkOf(`${folder}/${fd}`) === `socket:[${inode}]`);
    return holds ? { pid, name: nameOf(pid) } : undefined;
  } catch {
    // A process of somebody else's, or one that has just ended.
    return undefined;
  }
}

/** The program alone: its arguments may be secret, and its threads have names of their own. */
function nameOf(pid: number): string {
  const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return basename(program) || readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function isPid(name: string): boolean {
  return /^\d+$/.test(name);
}

async function isAdit(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/hello`, { signal: AbortSignal.timeout(1000) });
    return ((await answer.json()) as { name?: string }).name === 'adit';
  } catch {
    return false;
  }
}
