import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { fitted, unfitted } from '../support/fitted.ts';

/** One flag of every prefix that Bedrock takes. */
const taken = [
  'claude-code-20250219',
  'interleaved-thinking-2025-05-14',
  'context-1m-2025-08-07',
  'context-management-2025-06-27',
  'compact-2026-01-12',
  'effort-2025-11-24',
  'fine-grained-tool-streaming-2025-05-14',
  'tool-search-tool-2025-10-19',
  'tool-examples-2025-10-29',
  'computer-use-2025-11-24',
  'thinking-binding-controls-2026-08-01',
  'thinking-display-updates-2026-08-18',
  'thinking-token-count-2026-05-13',
  'mid-conversation-output-config-2026-07-01',
  'structured-outputs-2025-12-15',
];
/** Flags that were refused on Bedrock, or that only Anthropic's own API has. */
const refused = [
  'oauth-2025-04-20',
  'prompt-caching-scope-2026-01-05',
  'fast-mode-2026-02-01',
  'redact-thinking-2026-02-12',
  'token-efficient-tools-2026-03-28',
  'files-api-2025-04-14',
  'skills-2025-10-02',
  'mcp-client-2025-11-20',
  'code-execution-2025-08-25',
  'web-fetch-2025-09-10',
  'web-search-2025-03-05',
  'advisor-tool-2026-03-01',
  'extended-cache-ttl-2025-04-11',
  'output-128k-2025-02-19',
  'structured-outputs-2025-11-13',
  'per-turn-control-2026-07-01',
  'something-nobody-knows-2099-01-01',
];

for (const surface of ['messages', 'invoke'] as const) {
  test(`every flag that Bedrock takes is sent on ${surface}, also with a date of tomorrow`, () => {
    const tomorrow = taken.map((flag) =>
      flag.startsWith('structured') ? flag : flag.replace(/20\d\d-?\d\d-?\d\d/, '2099-01-01'),
    );
    for (const betas of [taken, tomorrow]) {
      const { betas: sent, notes, refusal } = fitted({}, { model: 'opus-5', surface, betas });
      expect({ sent, notes, refusal }).toEqual({ sent: betas, notes: [], refusal: undefined });
    }
  });

  test.each(refused)(`%s would cost the request on ${surface}, and is dropped with a note`, (flag) => {
    expect(unfitted({}, { model: 'opus-5', surface, betas: [flag] })).toBe('invalid beta flag');
    const { betas, notes, refusal } = fitted({}, { model: 'opus-5', surface, betas: [flag, 'context-1m-2025-08-07'] });
    expect({ betas, notes }).toEqual({ betas: ['context-1m-2025-08-07'], notes: [`beta ${flag} dropped`] });
    expect(refusal).toBeUndefined();
  });
}

describe.each(CLAUDE_MODELS.flatMap(({ key, surfaces }) => surfaces.map((surface) => ({ key, surface }))))(
  '$key on $surface',
  ({ key, surface }) => {
    test('of all flags there are, those that it refuses are dropped and the rest is sent', () => {
      const betas = [...taken, ...refused];
      const { betas: sent, refusal } = fitted({}, { model: key, surface, betas });
      expect(refusal).toBeUndefined();
      for (const flag of taken) {
        const alone = unfitted({}, { model: key, surface, betas: [flag] });
        expect([flag, sent.includes(flag)]).toEqual([flag, alone === undefined]);
      }
    });
  },
);

test('flags go where the surface has them: into the body, or into a header', () => {
  const betas = ['context-1m-2025-08-07', 'interleaved-thinking-2025-05-14'];
  expect(fitted({}, { model: 'opus-5', surface: 'invoke', betas }).body.anthropic_beta).toEqual(betas);
  const messages = fitted({}, { model: 'opus-5', surface: 'messages', betas });
  expect(messages.body).not.toHaveProperty('anthropic_beta');
  expect(messages.headers['anthropic-beta']).toBe(betas.join());
});

test('flags in the body, as clients of Bedrock send them, count like those in the header', () => {
  const parts = { anthropic_beta: ['context-1m-2025-08-07', 'oauth-2025-04-20', 7] };
  const { body, notes } = fitted(parts, { betas: ['context-1m-2025-08-07', 'effort-2025-11-24'] });
  expect(body.anthropic_beta).toEqual(['context-1m-2025-08-07', 'effort-2025-11-24']);
  expect(notes).toEqual(['beta oauth-2025-04-20 dropped']);
  expect(fitted({ anthropic_beta: ['oauth-2025-04-20'] }).body).not.toHaveProperty('anthropic_beta');
});

test('the tool search of the first-party API has another name on Bedrock', () => {
  const betas = ['advanced-tool-use-2025-11-20', 'tool-search-tool-2025-10-19'];
  expect(fitted({}, { betas }).betas).toEqual(['tool-search-tool-2025-10-19']);
});

test('a flag that the person allows in the settings is sent, but for one that was refused', () => {
  const betas = ['files-api-2025-04-14', 'skills-2025-10-02'];
  expect(fitted({}, { betas, allowedBetas: ['files-api-'] }).betas).toEqual(['files-api-2025-04-14']);
  const lessons = { refusesBeta: (flag: string) => flag.startsWith('files-') };
  expect(fitted({}, { betas, allowedBetas: ['files-api-'], lessons }).betas).toEqual([]);
});

test('a name that ends in [1m] asks for the long context', () => {
  expect(fitted({}, { model: 'opus-4-6', wantsLongContext: true }).betas).toEqual(['context-1m-2025-08-07']);
});
