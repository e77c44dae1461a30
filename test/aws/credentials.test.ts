import type { AwsCredentialIdentity } from '@smithy/types';
import { expect, test } from 'vitest';
import { CredentialCache } from '../../proxy/aws/credentials.ts';

const START = 1_800_000_000_000;
const HOUR = 3_600_000;

test('credentials are fetched once and kept while they last', async () => {
  const { cache, clock, fetches } = setUp();
  const first = await cache.get();
  clock.now += HOUR - 121_000;
  expect(cache.get()).toBe(first);
  expect(fetches()).toBe(1);
});

test('credentials that never expire are fetched once', async () => {
  const { cache, clock, fetches } = setUp({ lifetime: undefined });
  const first = await cache.get();
  clock.now += 1000 * HOUR;
  expect(cache.get()).toBe(first);
  expect(fetches()).toBe(1);
});

test('any number of requests at once wait for one fetch', async () => {
  const { cache, fetches } = setUp();
  const all = await Promise.all(Array.from({ length: 50 }, () => cache.get()));
  expect(new Set(all).size).toBe(1);
  expect(fetches()).toBe(1);
});

test('two minutes before they expire they are fetched anew, and no request waits for that', async () => {
  const { cache, clock, fetches } = setUp();
  const first = await cache.get();
  clock.now += HOUR - 119_000;
  expect(cache.get()).toBe(first);
  expect(cache.get()).toBe(first);
  expect(fetches()).toBe(2);
  await settled();
  const second = cache.get();
  expect(second).not.toBe(first);
  expect(second).toMatchObject({ accessKeyId: 'KEY2' });
  expect(fetches()).toBe(2);
});

test('half a minute before they expire a request waits for new ones', async () => {
  const { cache, clock } = setUp();
  await cache.get();
  clock.now += HOUR - 29_000;
  const waited = cache.get();
  expect(waited).toBeInstanceOf(Promise);
  expect(await waited).toMatchObject({ accessKeyId: 'KEY2' });
});

test('where that fails, what there is is used to its end', async () => {
  const { cache, clock, fail } = setUp();
  const first = await cache.get();
  fail(new Error('signed out'));
  clock.now += HOUR - 1000;
  expect(await cache.get()).toBe(first);
  clock.now += 1000;
  await expect(cache.get()).rejects.toThrow('signed out');
});

test('after a person has done something, a fetch that began before does not count', async () => {
  let fetches = 0;
  const cache = new CredentialCache(async () => {
    if (++fetches === 1) throw new Error('signed out');
    return { accessKeyId: 'KEY', secretAccessKey: 'secret' };
  });
  const before = cache.fetch();
  const after = cache.fetchAfter();
  await expect(before).rejects.toThrow('signed out');
  expect(await after).toMatchObject({ accessKeyId: 'KEY' });
  expect(fetches).toBe(2);
});

test("a refresh in the background that fails is no request's error, and is tried again", async () => {
  const { cache, clock, fail, fetches } = setUp();
  const first = await cache.get();
  clock.now += HOUR - 100_000;
  fail(new Error('signed out'));
  expect(cache.get()).toBe(first);
  await settled();
  expect(cache.get()).toBe(first);
  expect(fetches()).toBe(3);
  await settled();
  fail(undefined);
  expect(cache.get()).toBe(first);
  await settled();
  expect(cache.get()).toMatchObject({ accessKeyId: 'KEY4' });
});

test("where a fetch was needed its error is the request's, and the next request fetches again", async () => {
  const { cache, fail, fetches } = setUp();
  fail(new Error('signed out'));
  const both = await Promise.allSettled([cache.get(), cache.get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(fetches()).toBe(1);
  fail(undefined);
  expect(await cache.get()).toMatchObject({ accessKeyId: 'KEY2' });
});

test('credentials that AWS refused are replaced once, however many requests say so', async () => {
  const { cache, fetches } = setUp();
  const refused = await cache.get();
  const replaced = await Promise.all(Array.from({ length: 20 }, () => cache.replace(refused)));
  expect(new Set(replaced).size).toBe(1);
  expect(replaced[0]).toMatchObject({ accessKeyId: 'KEY2' });
  // A request that was refused with the old ones, and says so late, gets what there is by now.
  expect(await cache.replace(refused)).toBe(replaced[0]);
  expect(fetches()).toBe(2);
  expect(cache.get()).toBe(replaced[0]);
});

/** A cache on a clock that tests turn, over a source that counts. */
function setUp({ lifetime }: { lifetime: number | undefined } = { lifetime: HOUR }) {
  const clock = { now: START };
  let fetches = 0;
  let failure: Error | undefined;
  const source = async (): Promise<AwsCredentialIdentity> => {
    fetches++;
    const number = fetches;
    await Promise.resolve();
    if (failure) throw failure;
    const expiration = lifetime === undefined ? {} : { expiration: new Date(clock.now + lifetime) };
    return { accessKeyId: `KEY${number}`, secretAccessKey: 'secret', ...expiration };
  };
  return {
    cache: new CredentialCache(source, () => clock.now),
    clock,
    fetches: () => fetches,
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}

/** Lets what is under way in the background end. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
