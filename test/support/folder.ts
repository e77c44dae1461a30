import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A new folder, which is gone when the tests of the file are over. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'adit-test-'));
  made.push(path);
  return path;
}
