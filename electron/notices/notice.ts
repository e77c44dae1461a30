import type { Action } from '../menu/entry.ts';

/** What a notification can be about; each can be turned off by itself. */
export type Topic = 'signIn' | 'budget' | 'errors';

/** Which of them the person wants. */
export type Wanted = Readonly<Record<Topic, boolean>>;

/** A notification: what it says, and what a click on it does. Never a prompt, an answer or a key. */
export interface Notice {
  readonly topic: Topic;
  readonly title: string;
  readonly body: string;
  readonly action: Action;
}
