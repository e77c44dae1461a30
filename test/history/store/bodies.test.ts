import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBody } from '../../../proxy/history/store/bodies.ts';
import { Contents } from '../../../proxy/history/store/contents.ts';
import { SCHEMA } from '../../../proxy/history/store/schema.ts';
import { requestsWithWords } from '../../../proxy/history/store/words.ts';
import { anyConversation } from '../../converse/any-conversation.ts';
import { spelledMembers, spelledObject, spelledSpaces } from '../../json/spelled.ts';

function newStore() {
  const db = new DatabaseSync(':memory:');
  db.exec(SCHEMA);
  return { db, contents: new Contents(db) };
}

function countOf(db: DatabaseSync, table: string): number {
  return db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n as number;
}

test('any JSON is read back byte for byte, however it is spelled', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(spelledMembers, spelledSpaces), { minLength: 1, maxLength: 4 }), (bodies) => {
      const { db, contents } = newStore();
      const texts = bodies.map(([members, spaces]) => Buffer.from(spelledObject(members, spaces)));
      texts.forEach((bytes, seq) => {
        contents.write(seq, 'request', bytes);
      });
      texts.forEach((bytes, seq) => {
        expect(readBody(db, seq, 'request')).toEqual(bytes);
      });
      contents.remove(texts.map((_, seq) => seq));
      expect(countOf(db, 'parts')).toBe(0);
    }),
    { numRuns: 300 },
  );
});

/** Conversations that grow, with marks of the cache that move on, some forked. */
const bodies = fc
  .tuple(anyConversation, anyConversation, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), fc.nat(2))
  .map(([one, other, lengths, indent]) =>
    lengths.map((length, index) => {
      const turns = index % 3 === 2 ? [...one.slice(0, 1), ...other] : one;
      const messages = structuredClone(turns.slice(0, 1 + (length % turns.length)));
      const last = messages.at(-1)?.content.at(-1);
      if (last) last.cache_control = { type: 'ephemeral' };
      const system = [{ type: 'text', text: 'You are a tool.', cache_control: { type: 'ephemeral' } }];
      const tools = [{ name: 'Read', description: 'Reads a file', input_schema: { type: 'object' } }];
      return Buffer.from(JSON.stringify({ model: 'm', messages, system, tools, stream: true }, null, indent));
    }),
  );

test('conversations that grow, fork and move their cache marks are read back byte for byte', () => {
  fc.assert(
    fc.property(bodies, (texts) => {
      const { db, contents } = newStore();
      texts.forEach((bytes, seq) => {
        contents.write(seq, 'request', bytes);
        contents.write(seq, 'upstream', bytes);
      });
      texts.forEach((bytes, seq) => {
        expect(readBody(db, seq, 'request')).toEqual(bytes);
        expect(readBody(db, seq, 'upstream')).toEqual(bytes);
      });
    }),
  );
});

test('deleting requests in any order never harms another, and leaves nothing behind', () => {
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.nat()), (texts, picks) => {
      const { db, contents } = newStore();
      texts.forEach((bytes, seq) => {
        contents.write(seq, 'request', bytes);
      });
      const left = new Map(texts.map((bytes, seq) => [seq, bytes]));
      while (left.size > 0) {
        const seqs = [...left.keys()];
        const [pick = 0] = [...picks.take(1)];
        const seq = seqs[pick % seqs.length] as number;
        left.delete(seq);
        contents.remove([seq]);
        for (const [other, bytes] of left) expect(readBody(db, other, 'request')).toEqual(bytes);
        const firsts = db.prepare('SELECT DISTINCT first FROM parts').all();
        for (const { first } of firsts) expect([...left.keys()]).toContain(first);
      }
      for (const table of ['parts', 'uses', 'holds', 'bodies']) expect([table, countOf(db, table)]).toEqual([table, 0]);
      db.exec("INSERT INTO words (words) VALUES ('integrity-check')");
    }),
  );
});

test('words are found at the request that first brought them, then at the earliest that still has them', () => {
  const { db, contents } = newStore();
  const insert = db.prepare(
    "INSERT INTO requests (seq, id, started_at, kind, dialect, method, path, client, user_agent, state, status, stream, retries, failovers, tries, notes, tools, pinned, bodies) VALUES (?, ?, 0, 'answer', 'messages', 'POST', '/', 'c', 'c', 'done', 200, 0, 0, 0, '[]', '[]', '[]', 0, 'kept')",
  );
  const body = (...texts: string[]) =>
    Buffer.from(
      JSON.stringify({ messages: texts.map((text) => ({ role: 'user', content: [{ type: 'text', text }] })) }),
    );
  const conversation = ['the first thing', 'a second zebra thing', 'third', 'fourth', 'fifth', 'sixth'];
  for (let seq = 1; seq <= 6; seq++) {
    insert.run(seq, `req_${seq}`);
    contents.write(seq, 'request', body(...conversation.slice(0, seq)));
  }
  expect(requestsWithWords(db, 'zebra')).toEqual([2]);
  expect(requestsWithWords(db, '"second zebra"')).toEqual([2]);
  expect(requestsWithWords(db, 'thing')).toEqual([1, 2]);
  contents.remove([2]);
  contents.remove([3]);
  expect(requestsWithWords(db, 'zebra')).toEqual([4]);
  contents.remove([4, 5, 6]);
  expect(requestsWithWords(db, 'zebra')).toEqual([]);
  expect(requestsWithWords(db, 'first')).toEqual([1]);
});
