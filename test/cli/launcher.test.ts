import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { aditSays, type RunOptions } from '../support/run-adit.ts';

const SIMULATED = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.11.0' } });";

/** A Node below 24, where this machine has one; npm's PATH begins with the project's own Node. */
const old = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin']
  .map((folder) => join(folder, 'node'))
  .find((node) => existsSync(node) && majorOf(node) < 24);

const NODES: [string, RunOptions][] = [
  ['one that says it is 22', { nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(SIMULATED)}`] }],
  ...(old ? [[`this machine's own ${majorOf(old)}`, { node: old }] satisfies [string, RunOptions]] : []),
];

for (const [name, options] of NODES) {
  test(`on an old Node, ${name}, the launcher says what is needed, and how to get it`, async () => {
    for (const args of [[], ['key'], ['--help']]) {
      const { code, stdout, stderr } = await aditSays(args, options);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^Adit needs Node 24 or newer, and this is Node (1\d|2[0-3])\.\d+\.\d+ \(.+\)\.\n/);
      expect(stderr).toContain('npm ci');
      expect(stderr.trim().split('\n')).toHaveLength(2);
    }
  });
}

function majorOf(node: string): number {
  try {
    return Number(/^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[1]);
  } catch {
    return Number.NaN;
  }
}
