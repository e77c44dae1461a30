import type { DeskEvent } from '../aws/sign-in-desk.ts';
import { howToHelp } from '../aws/sign-in-error.ts';

/** What the log tells a person of requests that wait for them. */
export function signInLine({ type, matter }: DeskEvent): string {
  const { profile, why } = matter;
  switch (type) {
    case 'sign-in-needed':
      return `Requests wait for you: ${why}. ${howToHelp(matter)}.`;
    case 'sign-in-done':
      return `The credentials of profile "${profile}" are good again, and the requests go on.`;
    case 'sign-in-unanswered':
      return `No request waits for you any more. ${howToHelp(matter)}.`;
  }
}

/** The same for programs. */
export function signInFields({ type, matter }: DeskEvent): Record<string, unknown> {
  const { task, profile, why, mfaSerial, since } = matter;
  return { event: type, task, profile, why, mfa_serial: mfaSerial, since, remedy: howToHelp(matter) };
}
