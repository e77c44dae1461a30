import { expect, test } from 'vitest';
import { LessonBook } from '../../proxy/bedrock/lessons/lessons.ts';

const hour = 60 * 60 * 1000;
const target = 'opus-5 messages';

test('a lesson holds for its model and surface, and for no other', () => {
  const book = new LessonBook();
  book.refused(target, { kind: 'fields', paths: ['a', 'tools.*.b'] }, []);
  book.refused(target, { kind: 'betas', flags: ['x-1'] }, ['x-1', 'y-1']);
  book.refused(target, { kind: 'system-role' }, []);
  const view = book.view(target, true);
  expect(view).toMatchObject({ refusedFields: ['a', 'tools.*.b'], foldSystemRole: true });
  expect(['x-1', 'y-1'].filter((flag) => view.refusesBeta(flag))).toEqual(['x-1']);
  const other = book.view('opus-5 invoke', true);
  expect(other).toMatchObject({ refusedFields: [], foldSystemRole: false });
  expect(other.refusesBeta('x-1')).toBe(false);
});

test('a lesson is forgotten a day after it was learned, and can be learned again', () => {
  let now = 0;
  const book = new LessonBook([], () => now);
  book.learn(target, 'field', 'a');
  now = 12 * hour;
  book.learn(target, 'field', 'b');
  book.learn(target, 'field', 'a');
  now = 24 * hour - 1;
  expect(book.view(target, true).refusedFields).toEqual(['a', 'b']);
  now = 24 * hour;
  expect(book.view(target, true).refusedFields).toEqual(['b']);
  expect(book.knows(target, 'field', 'a')).toBe(false);
  book.learn(target, 'field', 'a');
  now = 36 * hour;
  expect(book.list()).toEqual([{ target, kind: 'field', subject: 'a', learned: 24 * hour }]);
});

test('lessons that were too old when the book was opened are not in it', () => {
  const old = { target, kind: 'field', subject: 'a', learned: 0 } as const;
  expect(new LessonBook([old], () => 24 * hour).list()).toEqual([]);
  expect(new LessonBook([old], () => 23 * hour).list()).toEqual([old]);
});

test('every change is told, and nothing else is', () => {
  const book = new LessonBook();
  let changes = 0;
  book.onChange = () => changes++;
  book.learn(target, 'no-route');
  book.learn(target, 'no-route');
  book.view(target, true);
  expect(changes).toBe(1);
  book.clear();
  expect([changes, book.list()]).toEqual([2, []]);
});
