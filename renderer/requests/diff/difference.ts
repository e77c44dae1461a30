/** Two texts as what they have in common at both ends, and what differs between. */
export interface Difference {
  readonly start: string;
  readonly removed: string;
  readonly added: string;
  readonly end: string;
}

/** Characters of what is the same that are shown beside what is not. */
const AROUND = 400;

/** Finds what differs between two texts: one piece of each, cut to words; long sameness beside it is shortened. */
export function differenceOf(before: string, after: string): Difference {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // Whole words read better than parts of them.
  while (head > 0 && /\w/.test(before[head - 1] ?? '')) head--;
  while (tail > 0 && /\w/.test(before.at(-tail) ?? '')) tail--;
  return {
    start: shortenedStart(before.slice(0, head)),
    removed: before.slice(head, before.length - tail),
    added: after.slice(head, after.length - tail),
    end: shortenedEnd(before.slice(before.length - tail)),
  };
}

function shortenedStart(text: string): string {
  return text.length > AROUND ? `…${text.slice(-AROUND)}` : text;
}

function shortenedEnd(text: string): string {
  return text.length > AROUND ? `${text.slice(0, AROUND)}…` : text;
}
