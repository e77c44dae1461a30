import { demoJudge, demoPlay } from './answers.ts';
import { startBedrock } from './server.ts';

/** Keys that sign requests to the demo; nobody checks them, and they are good for nothing else. */
export const DEMO_CREDENTIALS = { accessKeyId: 'ADITDEMO', secretAccessKey: 'adit-demo' };

/** Starts the simulated Bedrock of demo mode on a free port of this machine. */
export function startDemo(): Promise<{ readonly url: string; close(): Promise<void> }> {
  return startBedrock({ judge: demoJudge, play: demoPlay });
}
