import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tested = `
  beta-invalid beta-advanced-tool-use context-management-extra effort-rejected tool-custom eager-input-streaming
  fgts-absent thinking-modified signature-lost redacted-dropped tool-result-order cache-over-4 cache-on-thinking
  empty-text temp-topp temp-deprecated version-2026-10-21 prefill thinking-forced-tool budget-max-tokens count-tokens
  system-in-messages no-ping disconnect mid-stream-error usage-cache metadata-user-id model-id on-demand use-case-form
  data-retention legacy-model sso-expiry expired-retried image-limits tool-images tool-search-off content-type-guard
  wrong-route url-image reworded-context-error attribution-cache tool-result-split orphan-tool-use toolconfig-missing tool-id-charset codex-namespace mantle-path
  role-alternation`
  .trim()
  .split(/\s+/);

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts') && file !== 'index.test.ts');
const names = files.flatMap((file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  return [...source.matchAll(/\(\s*['`]([a-z][a-z0-9-]+): ([^\n]*)['`],/g)].map(([, id, words]) => ({ id, words }));
});

test('there are 49 cases', () => {
  expect(new Set(tested).size).toBe(49);
});

test.each(tested)('%s has a test that names where it was seen', (id) => {
  const own = names.filter((name) => name.id === id);
  expect(own.length).toBeGreaterThan(0);
  for (const { words } of own) expect(words).toMatch(/\(.*(#\d+|docs|v\d+\.\d+).*\)|%s/);
});

test('no test is about a case that is not on the list', () => {
  expect(names.filter(({ id }) => !tested.includes(String(id)))).toEqual([]);
});
