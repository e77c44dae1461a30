import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
const yaml = createRequire(join(ROOT, 'package.json'))('js-yaml') as { load(text: string): unknown };

interface Workflow {
  readonly on: object;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
}

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const workflow = yaml.load(readFileSync(join(FOLDER, file), 'utf8')) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test('may write nothing where it is not said, and uses actions of one version', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[\w-]+@v\d+\.\d+\.\d+$/);
  });

  test('runs scripts and files that are there', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    for (const [, name = ''] of commands.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(manifest.scripts)).toContain(name);
    for (const [, path = ''] of commands.matchAll(/(?:node|bash) ([\w./-]+\.(?:ts|sh))/g)) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  test('wants the test of the real app, and does not skip it', () => {
    const [step] = steps.filter(({ run = '' }) => run.includes('npm run test:app'));
    expect(step?.env).toMatchObject({ ADIT_NEED_APP: '1' });
  });

  test('puts no secret and no text of others into a command', () => {
    for (const { run = '' } of steps) expect(run).not.toMatch(/\$\{\{\s*(secrets|github\.(event|head_ref|ref_name))/);
  });
});
