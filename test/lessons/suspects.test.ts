import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LessonBook } from '../../proxy/bedrock/lessons/lessons.ts';

const target = 'sonnet-4-6 invoke';
const safe = ['claude-code-20250219', 'interleaved-thinking-2025-05-14'];
const flags = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}-2026-01-01`);

/** One request on its way: what it sends next, until Bedrock takes it. */
class Request {
  readonly book: LessonBook;
  readonly wanted: readonly string[];
  calls = 0;
  sent: string[] = [];
  #probing = true;

  constructor(book: LessonBook, wanted: readonly string[]) {
    this.book = book;
    this.wanted = wanted;
    this.#fit();
  }

  /** Bedrock's answer to what was sent: true where it took it. */
  answer(guilty: ReadonlySet<string>): boolean {
    this.calls++;
    if (!this.sent.some((flag) => guilty.has(flag))) {
      this.book.accepted(target, this.sent);
      return true;
    }
    this.book.refused(target, { kind: 'nameless-beta' }, this.sent);
    this.#probing = false;
    this.#fit();
    return false;
  }

  #fit(): void {
    const view = this.book.view(target, this.#probing);
    this.sent = this.wanted.filter((flag) => !view.refusesBeta(flag));
  }
}

/** Sends one request to its end, and returns how many calls that took. */
function send(book: LessonBook, wanted: readonly string[], guilty: ReadonlySet<string>): number {
  const request = new Request(book, wanted);
  while (!request.answer(guilty)) if (request.calls > 20) throw new Error('Never taken');
  return request.calls;
}

function learned(book: LessonBook): string[] {
  return book.list().map(({ subject }) => subject);
}

test('the first request is answered with the flags that are safe, and the next ones find the guilty', () => {
  const book = new LessonBook();
  const guilty = new Set([flags[2] as string]);
  const first = new Request(book, [...safe, ...flags]);
  expect(first.answer(guilty)).toBe(false);
  expect(first.sent).toEqual(safe);
  expect(first.answer(guilty)).toBe(true);
  let requests = 1;
  for (; learned(book).length === 0; requests++) expect(send(book, [...safe, ...flags], guilty)).toBeLessThanOrEqual(2);
  expect(learned(book)).toEqual([...guilty]);
  expect(requests).toBeLessThanOrEqual(6);
  for (let index = 0; index < 4; index++) send(book, [...safe, ...flags], guilty);
  expect(new Request(book, [...safe, ...flags]).sent).toEqual([...safe, ...flags].filter((flag) => !guilty.has(flag)));
});

test('flags measured to be safe are doubted only when nothing else is left', () => {
  const book = new LessonBook();
  const guilty = new Set([safe[1] as string]);
  expect(send(book, safe, guilty)).toBe(2);
  for (let index = 0; index < 3; index++) expect(send(book, safe, guilty)).toBeLessThanOrEqual(2);
  expect(learned(book)).toEqual([...guilty]);
});

describe('whichever flags are guilty', () => {
  const guilt = fc.subarray(flags).map((guilty) => new Set(guilty));

  test('one request after the other finds exactly these, in two calls at most', () => {
    fc.assert(
      fc.property(guilt, fc.shuffledSubarray(flags, { minLength: flags.length }), (guilty, order) => {
        const book = new LessonBook();
        const wanted = [...safe, ...order];
        for (let index = 0; index < 16; index++) expect(send(book, wanted, guilty)).toBeLessThanOrEqual(2);
        expect(new Set(learned(book))).toEqual(guilty);
        expect(new Request(book, wanted).sent).toEqual(wanted.filter((flag) => !guilty.has(flag)));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('clients that send different flags find exactly these too', () => {
    fc.assert(
      fc.property(guilt, fc.array(fc.subarray(flags), { minLength: 1, maxLength: 4 }), (guilty, clients) => {
        const book = new LessonBook();
        for (let round = 0; round < 24; round++) {
          for (const wanted of clients) expect(send(book, [...safe, ...wanted], guilty)).toBeLessThanOrEqual(2);
        }
        const known = new Set(clients.flat().filter((flag) => guilty.has(flag)));
        expect(new Set(learned(book))).toEqual(known);
        for (const wanted of clients) {
          expect(new Request(book, wanted).sent).toEqual(wanted.filter((flag) => !guilty.has(flag)));
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('requests at the same time find exactly these too', () => {
    const steps = fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 120 });
    fc.assert(
      fc.property(
        guilt,
        fc.array(fc.subarray(flags), { minLength: 2, maxLength: 4 }),
        steps,
        (guilty, clients, order) => {
          const book = new LessonBook();
          const open: (Request | undefined)[] = clients.map(() => undefined);
          const step = (client: number) => {
            const wanted = clients[client];
            if (!wanted) return;
            const request = open[client];
            if (!request) open[client] = new Request(book, [...safe, ...wanted]);
            else if (request.answer(guilty)) open[client] = undefined;
            else expect(request.calls).toBeLessThan(4);
          };
          for (const client of order) step(client);
          for (const client of clients.keys()) while (open[client]) step(client);
          for (let round = 0; round < 24; round++)
            for (const wanted of clients) send(book, [...safe, ...wanted], guilty);
          const known = new Set(clients.flat().filter((flag) => guilty.has(flag)));
          expect(new Set(learned(book))).toEqual(known);
          for (const wanted of clients) {
            expect(new Request(book, wanted).sent).toEqual(wanted.filter((flag) => !guilty.has(flag)));
          }
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });
});

test('flags that go only together are tried together, and found guilty together', () => {
  const pair = ['afk-mode-2026-01-31', 'dangerous-tool-use-2026-09-03'];
  const wanted = [pair[0] ?? '', ...flags, pair[1] ?? ''];
  for (const guilty of [[flags[1] ?? ''], [pair[0] ?? '']]) {
    const book = new LessonBook();
    for (let index = 0; index < 16; index++) {
      const request = new Request(book, wanted);
      while (!request.answer(new Set(guilty))) expect(request.calls).toBeLessThan(2);
      expect(pair.filter((flag) => request.sent.includes(flag)).length).not.toBe(1);
    }
    expect(new Set(learned(book))).toEqual(new Set(guilty.includes(flags[1] ?? '') ? guilty : pair));
  }
});

test('a flag that was taken before is doubted again when nothing else can be meant', () => {
  const book = new LessonBook();
  const wanted = flags.slice(0, 3);
  const [first = '', , last = ''] = flags;
  for (let index = 0; index < 8; index++) send(book, wanted, new Set([first]));
  expect(learned(book)).toEqual([first]);
  // Some hours later Bedrock refuses another one, too.
  for (let index = 0; index < 8; index++) expect(send(book, wanted, new Set([first, last]))).toBeLessThanOrEqual(2);
  expect(new Set(learned(book))).toEqual(new Set([first, last]));
});

test('clearing the book clears the suspicion', () => {
  const book = new LessonBook();
  book.refused(target, { kind: 'nameless-beta' }, flags);
  expect(new Request(book, flags).sent).not.toEqual(flags);
  book.clear();
  expect(new Request(book, flags).sent).toEqual(flags);
});
