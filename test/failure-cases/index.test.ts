import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tested = `
  beta-invalid beta-advanced-tool-use context-management-extra effort-rejected tool-custom eager-input-streaming
  fgts-absent thinking-modified signature-lost redacted-dropped tool-result-order cache-over-4 cache-on-thinking
  empty-text temp-topp temp-deprecated version-2026-10-21 prefill thinking-forced-tool budget-max-tokens count-tokens
  system-in-messages no-ping disconnect mid-stream-error usage-cache metadata-user-id model-id on-demand use-case-form
  data-retention legacy-model sso-expiry expired-retried image-limits tool-images tool-search-off content-type-guard
  wrong-route url-image reworded-context-error attribution-cache`
  .trim()
  .split(/\s+/);

const elsewhere: Record<string, string> = {
  'tool-result-split':
    'timothy PR#33: of Converse, which wants all results in one turn; the Messages API joins turns of one role itself',
  'orphan-tool-use':
    'pi-mono PR#707: of clients whose conversation a proxy builds; on this road it is the client’s own, sent as it is',
  'toolconfig-missing': 'Roo-Code PR#10155: of Converse, which wants toolConfig wherever the history has tools',
  'tool-id-charset':
    'maximhq/bifrost PR#6300: of conversations that began with another maker’s model; Claude’s own ids are taken',
  'codex-namespace': 'codex#25034: of the Responses API, which this road does not speak',
  'mantle-path': 'codex#21352: of the Mantle endpoints, to which this road sends nothing',
  'role-alternation': 'cline#431: of Converse; the Messages API joins turns of one role itself',
};

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts') && file !== 'index.test.ts');
const names = files.flatMap((file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  return [...source.matchAll(/\(\s*['`]([a-z][a-z0-9-]+): ([^\n]*)['`],/g)].map(([, id, words]) => ({ id, words }));
});

test('there are 49 cases, each tested or of another road', () => {
  expect(tested.length + Object.keys(elsewhere).length).toBe(49);
  expect(tested.filter((id) => id in elsewhere)).toEqual([]);
});

test.each(tested)('%s has a test that names where it was seen', (id) => {
  const own = names.filter((name) => name.id === id);
  expect(own.length).toBeGreaterThan(0);
  for (const { words } of own) expect(words).toMatch(/\(.*(#\d+|docs|v\d+\.\d+).*\)|%s/);
});

test('no test is about a case that is not on the list', () => {
  expect(names.filter(({ id }) => !tested.includes(String(id)))).toEqual([]);
});
