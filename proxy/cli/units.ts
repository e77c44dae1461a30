/** A count in few letters: `999`, `12.3k`, `1.2M`. */
export function short(count: number): string {
  if (count < 1000) return String(count);
  return count < 999_950 ? `${tenths(count / 1000)}k` : `${tenths(count / 1_000_000)}M`;
}

/** A count in full: `1,234,567`. */
export function full(count: number): string {
  return count.toLocaleString('en-US');
}

/** Millionths of a US dollar as an amount: cents from a dollar on, hundredths of a cent below. */
export function dollars(micros: number): string {
  const sign = micros < 0 ? '-' : '';
  const amount = Math.abs(micros) / 1_000_000;
  if (amount >= 1)
    return `${sign}$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  // As the window says it: what rounds to the last figure is that.
  if (amount > 0 && amount < 0.00005) return `${sign}<$0.0001`;
  return amount === 0 ? '$0' : `${sign}$${amount.toFixed(4)}`;
}

/** Milliseconds as people read them: `350ms`, `4.2s`, `3m 05s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${tenths(ms / 1000)}s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}

/** How long ago something was, in one unit: `4s`, `13m`, `22h`, `3d`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** The time of day, or the day and the time where it is another day than `now`; in the zone of this machine. */
export function time(at: number, now: Date): string {
  const date = new Date(at);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  if (date.toDateString() === now.toDateString()) return clock;
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return date.getFullYear() === now.getFullYear() ? `${day} ${clock.slice(0, 5)}` : `${date.getFullYear()}-${day}`;
}

/** Day and time in full: `2026-11-28 17:30:12`. */
export function fullTime(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function tenths(number: number): string {
  return number >= 100 ? String(Math.round(number)) : (Math.round(number * 10) / 10).toString();
}
