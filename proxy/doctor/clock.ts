import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';
import type { Reached } from './reach.ts';

const BASE = { id: 'clock', title: 'Clock' };

/** Signatures that are older or newer than this are refused, in milliseconds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
const REFUSED_MS = 5 * 60_000;

/** From here it is worth a word; less may be the way's. */
export const NOTABLE_MS = 60_000;

/** How far this machine's clock is off. Adit corrects its own signatures; sign-ins, certificates and other tools do not. */
export async function checkClock(context: DoctorContext): Promise<Finding[]> {
  const skew = await context.skew();
  if (skew === undefined) return [{ ...BASE, verdict: 'unknown', evidence: 'No answer said what time it is.' }];
  const off = Math.abs(skew);
  if (off < NOTABLE_MS) return [{ ...BASE, verdict: 'ok', evidence: "It agrees with AWS's within a minute." }];
  const words = `This machine's clock is ${duration(off)} ${skew > 0 ? 'behind' : 'ahead of'} AWS's.`;
  const mend = `Set the clock ${skew > 0 ? 'forward' : 'back'} by ${duration(off)}: ${howTo(process.platform)}`;
  if (off < REFUSED_MS) return [{ ...BASE, verdict: 'warn', evidence: words, mend }];
  const evidence = `${words} AWS refuses signatures that are more than 5 minutes off, and sign-ins seem to expire at the wrong time.`;
  return [{ ...BASE, verdict: 'broken', evidence, mend }];
}

/** The smallest difference that an endpoint's answer gives, in milliseconds: caches on the way may be late. */
export function measureSkew(reached: readonly Reached[]): number | undefined {
  const skews = reached.flatMap(({ answer }) => answer?.skew ?? []);
  return skews.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
}

function howTo(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'sudo sntp -sS time.apple.com (or System Settings, General, Date & Time)';
  if (platform === 'win32') return 'w32tm /resync (as an administrator)';
  return 'sudo timedatectl set-ntp true';
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 100) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(ms / 3_600_000);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
