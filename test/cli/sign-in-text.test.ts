import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { DeskEvent } from '../../proxy/aws/sign-in-desk.ts';
import { signInFields, signInLine } from '../../proxy/cli/sign-in-text.ts';
import { type LogFormat, RequestLog } from '../../proxy/log/log.ts';

const matter = {
  task: 'sso',
  profile: 'work',
  why: 'nobody has signed in to corp',
  since: '2026-11-21T10:00:00.000Z',
  waiting: 3,
} as const;

test('the log tells a person what to do, and that it is done', () => {
  expect(logged('human', { type: 'sign-in-needed', matter })).toMatch(
    /^\d\d:\d\d:\d\d Requests wait for you: nobody has signed in to corp\. Sign in with "adit login --profile work" \(or "aws sso login --profile work"\)\.\n$/,
  );
  expect(logged('human', { type: 'sign-in-done', matter })).toContain(
    'The credentials of profile "work" are good again',
  );
  expect(logged('human', { type: 'sign-in-unanswered', matter })).toContain('No request waits for you any more.');
});

test('and a program the same in fields', () => {
  expect(JSON.parse(logged('json', { type: 'sign-in-needed', matter: { ...matter, task: 'login' } }))).toEqual({
    time: expect.stringMatching(/Z$/),
    event: 'sign-in-needed',
    task: 'login',
    profile: 'work',
    why: 'nobody has signed in to corp',
    since: matter.since,
    remedy: 'Sign in with "aws login --profile work"',
  });
});

function logged(format: LogFormat, event: DeskEvent): string {
  const stream = new PassThrough();
  const log = new RequestLog(stream as unknown as NodeJS.WriteStream, format);
  log.tell(signInLine(event), signInFields(event));
  log.flush();
  return String(stream.read());
}
