import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AditError } from '../../../proxy/errors.ts';
import { SEARCH_FIELDS } from '../../../proxy/history/read/search/fields.ts';
import { readQuery } from '../../../proxy/history/read/search/query.ts';
import { quote, readTerms, writeTerm } from '../../../proxy/history/read/search/terms.ts';
import { FilledStore } from './filled.ts';
import { type Filling, NOON } from './row-store.ts';

const NOW = new Date(2026, 10, 4, 15, 30);

/** Ids of what is found, oldest first, in a store of these requests. */
function found(fillings: readonly Filling[], query: string): string[] {
  using store = new FilledStore();
  for (const filling of fillings) store.add(filling);
  return store.readers
    .page(query, null, 100)
    .rows.map(({ id }) => id)
    .reverse();
}

describe('terms', () => {
  test('are words, phrases, fields and comparisons, each of which a minus turns round', () => {
    expect(readTerms('model:opus -status:error cost>=0.5 words "a phrase" -not tool:"my tool"').map(writeTerm)).toEqual(
      ['model:opus', '-status:error', 'cost>=0.5', 'words', '"a phrase"', '-not', 'tool:"my tool"'],
    );
  });

  test('that are still being typed are read as far as they go', () => {
    expect(readTerms('"open end').map(({ value }) => value)).toEqual(['open end']);
    expect(readTerms('- "" ').length).toBe(0);
    expect(readTerms('12:30 https').map(({ value, field }) => [value, field])).toEqual([
      ['12:30', undefined],
      ['https', undefined],
    ]);
  });

  test('of any text can be read, and read back as the same when they are written', () => {
    fc.assert(
      fc.property(fc.oneof(texts(), queries()), (text) => {
        const terms = readTerms(text);
        expect(readTerms(terms.map(writeTerm).join(' '))).toEqual(terms);
      }),
    );
  });

  test('in quotes are any text at all', () => {
    fc.assert(
      fc.property(
        texts().filter((text) => text !== ''),
        (text) => {
          expect(readTerms(`a ${quote(text)} b`).map(({ value }) => value)).toEqual(['a', text, 'b']);
          expect(readTerms(`note:${quote(text)}`)).toMatchObject([{ field: 'note', value: text }]);
        },
      ),
    );
  });
});

describe('a search', () => {
  test('of any text is answered, or refused with a reason', () => {
    using store = new FilledStore();
    store.add({ words: ['some words'] });
    fc.assert(
      fc.property(fc.oneof(texts(), queries()), (query) => {
        try {
          store.readers.page(query, null, 10);
        } catch (error) {
          if (!(error instanceof AditError && error.status === 400)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('for an unknown field names the nearest one, all there are, and how to look for the text', () => {
    expect(() => readQuery('modle:opus', NOW)).toThrow(
      /no field "modle".*do you mean model:\?.*There are model, .*"modle:opus"/,
    );
    expect(() => readQuery('http://x', NOW)).toThrow(/no field "http" to search by\. There are/);
    expect(() => readQuery('tok>5', NOW)).toThrow(/no field "tok"/);
  });

  test('as large as it may be is answered, and no larger one', () => {
    using store = new FilledStore();
    store.add({ words: ['many words'] });
    const ask = (query: string) => store.readers.page(query, null, 1).total;
    expect(ask('ma '.repeat(100))).toBe(1);
    expect(ask('-"x" '.repeat(100))).toBe(1);
    expect(ask('x'.repeat(10_000))).toBe(0);
    expect(() => ask('ma '.repeat(101))).toThrow('at most 100');
    expect(() => ask('m'.repeat(10_001))).toThrow('at most 10000 letters');
  });

  test.each([
    ['model:', 'model: needs a value'],
    ['model>5', 'model cannot be compared with >'],
    ['cost>much', 'cost cannot be compared with "much": US dollars'],
    ['ttft>5parsecs', 'ttft cannot be compared'],
    ['status:maybe', 'status: does not know "maybe": error, ok, cut, open'],
    ['since:someday', 'since: does not know the time "someday"'],
    ['since:2026-02-31', 'does not know the time'],
    ['since:"10:75"', 'does not know the time'],
    ['pinned:perhaps', 'yes or no'],
  ])('%s is refused: %s', (query, why) => {
    expect(() => readQuery(query, NOW)).toThrow(why);
  });

  test('finds nothing by parts of SQL', () => {
    const injected = `x' OR 1=1 --`;
    for (const { name } of SEARCH_FIELDS.filter(
      (field) => !/since|until|status|pinned|cost|in|out|cache|ttft|dur|retr/.test(field.name),
    )) {
      expect(found([{}], `${name}:${quote(injected)}`)).toEqual([]);
    }
    expect(found([{}], quote(injected))).toEqual([]);
  });
});

describe('fields', () => {
  const requests: Filling[] = [
    {
      model: 'opus',
      servedModel: 'us.anthropic.claude-opus-4-8',
      client: 'xcode',
      tools: ['Bash', 'mcp__git__log'],
      costMicros: 600_000,
    },
    {
      model: 'fast',
      servedModel: 'eu.amazon.nova-pro-v1:0',
      region: 'eu-west-1',
      surface: 'converse',
      status: 429,
      error: 'rate_limit_error',
      errorMessage: 'Too many tokens',
      costMicros: null,
    },
    {
      model: null,
      servedModel: null,
      state: 'cut',
      project: '/home/me/100%_sure',
      tools: ['BashOutput'],
      session: 'ses_a',
      agent: 'a1',
      costMicros: null,
      inputTokens: null,
    },
    {
      model: 'sonnet',
      servedModel: 'us.anthropic.claude-sonnet-5',
      state: 'open',
      status: 0,
      cacheReadTokens: 900,
      firstEventMs: 2500,
      durationMs: null,
      pinned: true,
      notes: ['field dropped: top_k'],
      retries: 2,
      outputTokens: 2000,
      stopReason: 'tool_use',
    },
  ];
  test.each([
    ['model:opus', [1]],
    ['model:nova', [2]],
    ['-model:opus', [2, 3, 4]],
    ['served:nova', [2]],
    ['client:XCODE', [1]],
    ['tool:Bash', [1]],
    ['tool:bash*', [1, 3]],
    ['tool:mcp__*', [1]],
    ['status:429', [2]],
    ['status:4xx', [2]],
    ['status:error', [2, 3]],
    ['status:ok', [1]],
    ['status:cut', [3]],
    ['status:open', [4]],
    ['error:"many tokens"', [2]],
    ['region:eu', [2]],
    ['surface:converse', [2]],
    ['project:0%_s', [3]],
    ['project:0__s', []],
    ['session:ses_', [3]],
    ['agent:any', [3]],
    ['agent:a1', [3]],
    ['pinned:yes', [4]],
    ['note:top_k', [4]],
    ['stop:tool', [4]],
    ['retries>0', [4]],
    ['cost>0.5', [1]],
    ['cost<=$0.6', [1, 4]],
    ['cost:unpriced', [2]],
    ['cached>=0.9k', [4]],
    ['cache>89', [4]],
    ['cache<50%', [1, 2]],
    ['output:2k', [4]],
    ['ttft>2s', [4]],
    ['ttft<2500', [1, 2, 3]],
    ['duration>=1s', [1, 2, 3]],
    ['id:req_3', [3]],
    ['kind:answer dialect:messages', [1, 2, 3, 4]],
    ['model:s -status:open', [1, 2]],
  ])('%s', (query, numbers) => {
    expect(found(requests, query)).toEqual(numbers.map((number) => `req_${number}`));
  });
});

describe('words', () => {
  const requests: Filling[] = [
    { words: ['The fox jumps over the dog', 'an answer about foxes'] },
    { words: ['Ein schöner Hund'], session: 'ses_1' },
    { errorMessage: 'The foxhole is full', error: 'api_error' },
  ];

  test.each([
    ['fox', [1, 3]],
    ['foxes', [1]],
    ['jum', [1]],
    ['"jum"', []],
    ['"fox jumps"', [1]],
    ['"jumps fox"', []],
    ['fox dog', [1]],
    ['fox -dog', [3]],
    ['-fox', [2]],
    ['schoner', [2]],
    ['"OR"', [3]],
    ['"fox OR dog"', []],
    ['fox*', [1]],
    ['NEAR(fox', []],
    ['api_error', [3]],
  ])('%s', (query, numbers) => {
    expect(found(requests, query)).toEqual(numbers.map((number) => `req_${number}`));
  });

  test('are looked for in the titles of sessions', () => {
    using store = new FilledStore();
    store.session('ses_1', { title: 'Mend the 50% bug' });
    store.add({ session: 'ses_1' });
    store.add({ session: 'ses_2' });
    expect(store.readers.page('50%', null, 10).rows.map(({ id }) => id)).toEqual(['req_1']);
  });
});

describe('times', () => {
  /** Wednesday 2026-11-04, half past three in the afternoon, on this machine's clock. */
  const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).getTime();

  function range(query: string): [sql: string, time: number][] {
    const { sql, params } = readQuery(query, NOW);
    return sql
      .replace(/[()]/g, '')
      .split(' AND ')
      .map((part, index) => [part.replace('started_at ', ''), Number(params[index])]);
  }

  test.each([
    ['since:today', '>= ?', at(4, 0)],
    ['since:yesterday', '>= ?', at(3, 0)],
    ['until:yesterday', '< ?', at(4, 0)],
    ['since:monday', '>= ?', at(2, 0)],
    ['since:wed', '>= ?', at(4, 0)],
    ['since:thursday', '>= ?', new Date(2026, 9, 29).getTime()],
    ['since:2h', '>= ?', at(4, 13, 30)],
    ['since:90m', '>= ?', at(4, 14)],
    ['since:2d', '>= ?', at(2, 15, 30)],
    ['since:10:15', '>= ?', at(4, 10, 15)],
    ['since:2026-11-01', '>= ?', at(1, 0)],
    ['until:2026-11-01', '< ?', at(2, 0)],
    ['since:2026-11-01T10:30', '>= ?', at(1, 10, 30)],
    ['since:2026-11-01T10:30Z', '>= ?', Date.UTC(2026, 10, 1, 10, 30)],
    ['since:2026-11-01T10:30:15.5+02:00', '>= ?', Date.UTC(2026, 10, 1, 8, 30, 15, 500)],
  ])('%s', (query, comparison, time) => {
    expect(range(query)).toEqual([[comparison, time]]);
  });

  test('bound what is found', () => {
    const requests = [0, 1, 2].map((hours) => ({ startedAt: NOON + hours * 3_600_000 }));
    expect(found(requests, 'since:2026-11-01T13:00Z until:2026-11-01T13:00Z')).toEqual(['req_2']);
    expect(found(requests, 'since:2026-11-01T12:30Z')).toEqual(['req_2', 'req_3']);
  });
});

/** Texts of letters and signs of all kinds, those that steer among them. */
function texts(): fc.Arbitrary<string> {
  return fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' }));
}

/** Texts that are likely to mean something. */
function queries(): fc.Arbitrary<string> {
  const names = fc.constantFrom(...SEARCH_FIELDS.map(({ name }) => name), 'nothing', '');
  const operators = fc.constantFrom(':', '>', '>=', '<', '<=', '=', '::', '');
  const values = fc.oneof(
    fc.string(),
    fc.constantFrom('1', '"', '\\', '5xx', '1.5s', 'today', '2026-11-01', '*', 'a"b', '"a', 'error'),
  );
  const term = fc.tuple(fc.constantFrom('', '-', '--'), names, operators, values).map((pieces) => pieces.join(''));
  return fc.array(term, { maxLength: 5 }).map((terms) => terms.join(' '));
}
