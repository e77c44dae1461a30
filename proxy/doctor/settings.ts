import { AditError } from '../errors.ts';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';

/** Whether Adit's own settings can be read. */
export async function checkSettings({ settings, home }: DoctorContext): Promise<Finding[]> {
  const base = { id: 'settings', title: 'Settings' };
  try {
    await settings();
    return [{ ...base, verdict: 'ok', evidence: `The settings in ${home.path} can be read.` }];
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    const mend = `Correct ${home.file('settings.json')}, or move it away: every setting has a default.`;
    return [{ ...base, verdict: 'broken', evidence: error.message, mend }];
  }
}
