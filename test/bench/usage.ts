import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Linux tells more, and without starting a program; anything else is asked through `ps`. */
const HAS_PROC = existsSync('/proc/self/stat');

/** Kernel ticks per second, in which /proc counts processor time. */
const TICKS = HAS_PROC ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0;

const highest = new Map<number, number>();

/** Processor time a process has used so far, all its threads together, in milliseconds. */
export function cpuMs(pid: number): number {
  if (!HAS_PROC) return clockMs(ps(pid, 'cputime'));
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** Memory a process has resident now, in MB. */
export function residentMb(pid: number): number {
  const mb = HAS_PROC ? statusMb(pid, 'VmRSS') : Number(ps(pid, 'rss')) / 1024;
  highest.set(pid, Math.max(mb, highest.get(pid) ?? 0));
  return mb;
}

/** The most it ever had resident; without /proc the most that was seen when somebody looked. */
export function peakMb(pid: number): number {
  return HAS_PROC ? statusMb(pid, 'VmHWM') : Math.max(residentMb(pid), highest.get(pid) ?? 0);
}

function statusMb(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
}

function ps(pid: number, column: string): string {
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function clockMs(text: string): number {
  const [clock = '0', days = '0'] = text.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
