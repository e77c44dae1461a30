import { mock } from 'node:test';
import type { Dialogue } from './dialogue.ts';
import { BUSY, CUT, LONG, NOTES, REFUSED, XCODE } from './others.ts';
import type { Stage } from './stage.ts';
import { UPLOADER, UPLOADER_AGENT } from './uploader.ts';

const DAY_MS = 24 * 3600 * 1000;

/** How often each dialogue is held on each of the days before today. */
const WEEK = [
  [UPLOADER, XCODE, XCODE, BUSY],
  [UPLOADER, NOTES, XCODE],
  [XCODE],
  [UPLOADER, UPLOADER, NOTES, BUSY],
  [UPLOADER, XCODE, NOTES, NOTES, UPLOADER],
  [UPLOADER, XCODE, UPLOADER, BUSY, BUSY, XCODE],
];

/** Holds the dialogues of the days before today, with the clock set back to them. */
export async function holdPastDays(stage: Stage): Promise<void> {
  const now = Date.now();
  for (const [index, dialogues] of WEEK.entries()) {
    mock.timers.enable({ apis: ['Date'], now: now - (WEEK.length - index) * DAY_MS });
    try {
      await Promise.all(dialogues.map((dialogue, turn) => stage.hold(inOwnSession(dialogue, `${index}${turn}`))));
    } finally {
      mock.timers.reset();
    }
  }
}

/** Holds today's dialogues; the last of them goes on when this resolves. */
export async function holdToday(stage: Stage): Promise<{ readonly going: Promise<void> }> {
  await Promise.all([stage.hold(NOTES), stage.hold(XCODE)]);
  await Promise.all([stage.hold(BUSY), stage.hold(REFUSED), stage.hold(CUT)]);
  await Promise.all([stage.hold(UPLOADER), stage.hold(UPLOADER_AGENT)]);
  return { going: stage.hold(LONG) };
}

function inOwnSession(dialogue: Dialogue, digits: string): Dialogue {
  const session = `5e55${digits}00-0000-4000-8000-0000000000${digits}`;
  const ids = Object.keys(dialogue.headers).filter((name) => name.endsWith('session-id'));
  return { ...dialogue, headers: { ...dialogue.headers, ...Object.fromEntries(ids.map((name) => [name, session])) } };
}
