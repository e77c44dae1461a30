const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE,
  h: 60 * MINUTE,
  d: 24 * 60 * MINUTE,
  w: 7 * 24 * 60 * MINUTE,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A stretch of time, milliseconds since 1970: `end` is the first that is no longer in it. A moment has no length. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** How a time can be written, for people. */
export const TIME_HELP = 'today, yesterday, monday, 10:30, 2h, 7d, 2026-11-01, 2026-11-01T10:30';

/**
 * Reads a time as a person writes it, in the time zone of this machine: days by name or date, times of day, how long ago
 * (`30m`, `2h`, `7d`, `2w`), ISO times. Undefined where it is none of these.
 */
export function readTime(text: string, now: Date): Stretch | undefined {
  const word = text.trim().toLowerCase();
  return namedDay(word, now) ?? ago(word, now) ?? timeOfDay(word, now) ?? date(word) ?? isoTime(text.trim());
}

function namedDay(word: string, now: Date): Stretch | undefined {
  if (word === 'today') return dayBefore(now, 0);
  if (word === 'yesterday') return dayBefore(now, 1);
  const weekday = word.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(word));
  return weekday < 0 ? undefined : dayBefore(now, (now.getDay() - weekday + 7) % 7);
}

function ago(word: string, now: Date): Stretch | undefined {
  const [, count, unit = ''] = /^(\d{1,6}(?:\.\d+)?)([mhdw])$/.exec(word) ?? [];
  const length = UNITS[unit];
  return length === undefined ? undefined : moment(now.getTime() - Number(count) * length);
}

function timeOfDay(word: string, now: Date): Stretch | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(word) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return moment(new Date(now).setHours(Number(hours), Number(minutes), 0, 0));
}

function date(word: string): Stretch | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const start = new Date(year, month - 1, day);
  // There is no 31st of February.
  if (start.getMonth() !== month - 1 || start.getDate() !== day) return undefined;
  return dayBefore(start, 0);
}

function isoTime(text: string): Stretch | undefined {
  if (!/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:?\d\d)?$/i.test(text)) return undefined;
  const time = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(time) ? undefined : moment(time);
}

/** Days are counted by the calendar: not all of them have 24 hours. */
function dayBefore(now: Date, days: number): Stretch {
  const start = (offset: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).getTime();
  return { start: start(-days), end: start(1 - days) };
}

function moment(time: number): Stretch {
  const whole = Math.floor(time);
  return { start: whole, end: whole };
}
