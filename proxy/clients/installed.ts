import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Presence } from './tool.ts';

/** A tool on this machine. */
export interface Installed {
  /** Its program or application, or the folder that shows it. */
  readonly at: string;
  /** Undefined where it does not say. */
  readonly version: string | undefined;
}

/** The longest that a program may take to say its version, in milliseconds. */
const VERSION_MS = 5000;

/** Where macOS keeps applications. */
const APPLICATIONS = ['/Applications', '~/Applications'];

/** Looks for a tool; resolves to undefined where it is not on this machine. */
export async function findInstalled(
  { programs, apps = [], folders = [] }: Presence,
  person: string,
  env: NodeJS.ProcessEnv,
): Promise<Installed | undefined> {
  const at = (path: string) => path.replace(/^~(?=\/)/, person);
  const program = programs
    .flatMap((name) => (name.includes('/') ? newest(at(name)) : (findProgram(name, env) ?? [])))
    .at(0);
  if (program) return { at: program, version: await versionOf(program, env) };
  const app = apps
    .flatMap((name) => APPLICATIONS.map((folder) => join(at(folder), name)))
    .find((path) => existsSync(path));
  if (app) return { at: app, version: appVersion(app) };
  const folder = folders.map(at).find((path) => existsSync(path));
  return folder === undefined ? undefined : { at: folder, version: undefined };
}

/** The path of a program of this name, in the first folder of PATH that has one. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function newest(pattern: string): string[] {
  return globSync(pattern)
    .filter(isProgram)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { env, timeout: VERSION_MS });
    return /\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

/** https://developer.apple.com/documentation/bundleresources/information-property-list/cfbundleshortversionstring */
function appVersion(app: string): string | undefined {
  try {
    const list = readFileSync(join(app, 'Contents/Info.plist'), 'utf8');
    return /<key>CFBundleShortVersionString<\/key>\s*<string>([^<]+)<\/string>/.exec(list)?.[1];
  } catch {
    return undefined;
  }
}
