import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A program of the npm registry that tests run as people do. */
export interface Program {
  /** For people: `Claude Code`. */
  readonly title: string;
  readonly package: string;
  readonly version: string;
  /** Name of its executable. */
  readonly bin: string;
  /** Megabytes, roughly. */
  readonly size: number;
}

const installDeadline = 540_000;

/** Installs a program, once per machine, into ADIT_TEST_CACHE or ~/.cache/adit-tests, and resolves to its executable. */
export async function install(program: Program): Promise<string> {
  const cache = process.env.ADIT_TEST_CACHE ?? join(homedir(), '.cache/adit-tests');
  const folder = join(cache, `${program.bin}-${program.version}`);
  const executable = join(folder, 'node_modules/.bin', program.bin);
  if (existsSync(executable)) return executable;
  await mkdir(cache, { recursive: true });
  // Under its final name only when whole, so that an install cut short is not taken for one.
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await npmInstall(program, partial);
    await rename(partial, folder).catch((error: unknown) => {
      // Another run may have installed it meanwhile.
      if (!existsSync(executable)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return executable;
}

async function npmInstall({ title, version, bin, size, ...program }: Program, folder: string): Promise<void> {
  console.info(`Installing ${title} ${version} (about ${size} MB) into ${dirname(folder)} …`);
  const started = Date.now();
  const options = { timeout: installDeadline, env: { ...process.env, PATH: pathWithThisNode() } };
  const name = `${program.package}@${version}`;
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-save', name], options);
  const { stdout } = await promisify(execFile)(join(folder, 'node_modules/.bin', bin), ['--version'], options);
  if (!stdout.includes(version)) throw new Error(`npm installed another ${title}: ${stdout}`);
  console.info(`Installed ${title} ${version} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** On Node 20, which may be the system's, npm silently installs older programs that still support it. */
function pathWithThisNode(): string {
  return [dirname(process.execPath), process.env.PATH].join(delimiter);
}
