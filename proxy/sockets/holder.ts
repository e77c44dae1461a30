import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** A program that has a socket open. */
export interface Holder {
  readonly pid: number;
  /** The program alone: its arguments may be secret, and its threads have names of their own. */
  readonly name: string;
  /** The folder that it works in, where the system tells. */
  readonly folder: string | null;
}

/** Which socket: one that waits for connections on a port, or the end of one that is a connection's own port. */
export type SocketState = 'listening' | 'connected';

/**
 * Who has a socket of this machine on a TCP port open; undefined where that is not told: it is somebody else's program, it
 * has just ended, or the system has no way to say. `not` is a process that is not meant: the other end of a connection.
 */
export async function holderOf(port: number, state: SocketState, not = -1): Promise<Holder | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(port, state, not) : await fromLsof(port, state, not);
  } catch {
    return undefined;
  }
}

/** macOS has lsof; `-F` prints a field a line, a process after the other: p4711, cnode, and of its files f12, n127.0.0.1:1->… */
async function fromLsof(port: number, state: SocketState, not: number): Promise<Holder | undefined> {
  const name = state === 'listening' ? 'LISTEN' : 'ESTABLISHED';
  const { stdout } = await lsof(['-nP', `-iTCP:${port}`, `-sTCP:${name}`, '-Fpcn']);
  const processes = stdout.split(/^p(?=\d)/m).slice(1);
  // A connection has two ends on this machine, and each names the other's port as well: its own comes first.
  const own = new RegExp(state === 'listening' ? `^n.*:${port}$` : `^n[^>]*:${port}->`, 'm');
  const found = processes.find((text) => own.test(text) && Number.parseInt(text, 10) !== not);
  const [, command] = /^c(.+)$/m.exec(found ?? '') ?? [];
  if (found === undefined || command === undefined) return undefined;
  const pid = Number.parseInt(found, 10);
  return { pid, name: command, folder: await folderFromLsof(pid) };
}

async function folderFromLsof(pid: number): Promise<string | null> {
  try {
    const { stdout } = await lsof(['-a', '-p', String(pid), '-d', 'cwd', '-Fn']);
    return /^n(\/.*)$/m.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

function lsof(args: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)('lsof', args, { timeout: 3000 });
}

/** Linux: the socket's inode from /proc/net, then the process that has it open. */
async function fromProc(port: number, state: SocketState, not: number): Promise<Holder | undefined> {
  const inodes = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => inodeIn(file, port, state)));
  const inode = inodes.find((each) => each !== undefined);
  if (inode === undefined) return undefined;
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (/^\d+$/.test(entry) && pid !== not && (await holds(pid, inode))) return describe(pid);
  }
  return undefined;
}

/** States of /proc/net/tcp (include/net/tcp_states.h). */
const STATES: Record<SocketState, string> = { listening: '0A', connected: '01' };

/** Rows of /proc/net/tcp: `sl local_address rem_address st … inode`, addresses in hexadecimal. */
async function inodeIn(file: string, port: number, state: SocketState): Promise<string | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const text = await readFile(file, 'utf8').catch(() => '');
  const rows = text
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  return rows.find(([, local, , given]) => local?.endsWith(suffix) && given === STATES[state])?.[9];
}

async function holds(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // A process of somebody else's, or one that has just ended.
  const files = await readdir(folder).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return links.includes(`socket:[${inode}]`);
}

async function describe(pid: number): Promise<Holder> {
  const [program = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  const name = basename(program) || (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  return { pid, name, folder: await readlink(`/proc/${pid}/cwd`).catch(() => null) };
}
