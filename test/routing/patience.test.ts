import { expect, test } from 'vitest';
import { Patience } from '../../proxy/routing/patience.ts';

test('a model that is still throttled after the wait is waited for twice as long, up to a limit', () => {
  let now = 0;
  const patience = new Patience(() => now);
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    const seconds = patience.next('a');
    waits.push(seconds);
    now += seconds * 1000;
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
});

test('many requests that are throttled at once count as one, and a minute of peace begins anew', () => {
  let now = 0;
  const patience = new Patience(() => now);
  expect([...Array(20)].map(() => patience.next('a'))).toEqual(Array(20).fill(1));
  now = 1000;
  expect(patience.next('a')).toBe(2);
  expect(patience.next('b')).toBe(1);
  now += 60_000;
  expect(patience.next('a')).toBe(1);
});
