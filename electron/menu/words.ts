/** How many characters of a name fit in a menu. */
const LONGEST = 44;

/** Millionths of a US dollar as people read them; small amounts keep two digits that say something. */
export function dollars(micros: number): string {
  const usd = micros / 1_000_000;
  if (usd === 0) return '$0.00';
  if (usd < 0.0001) return '<$0.0001';
  return usd < 0.1 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

/** A time of today as the clock shows it, another day with its date. */
export function clock(iso: string, now: Date): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === now.toDateString()
    ? time
    : `${at.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short' })}, ${time}`;
}

/** A text on one line, cut where it is too long for a menu. */
export function short(text: string, longest = LONGEST): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
