import { isSafeBeta } from '../fit/betas.ts';
import type { Lessons } from '../fit/context.ts';
import type { Refusal } from './refusal.ts';
import { Suspects } from './suspects.ts';

export const LESSON_KINDS = [
  'beta',
  'field',
  'system-role',
  'reserved-word',
  'no-tool-streaming',
  'no-route',
  'no-count-tokens',
] as const;

/** One thing that a refusal taught. */
export interface Lesson {
  /** Model and surface, such as `opus-4-8 invoke`. */
  readonly target: string;
  readonly kind: (typeof LESSON_KINDS)[number];
  /** The flag, the path or the word; empty where the kind says all. */
  readonly subject: string;
  /** When it was learned, in milliseconds since 1970. */
  readonly learned: number;
}

/** A lesson is tried anew after a day: what Bedrock refuses changes. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Keeps what refusals taught, per model and surface, for a day. Saving is the caller's (see onChange). */
export class LessonBook {
  #lessons: Lesson[] = [];
  readonly #suspects = new Map<string, Suspects>();
  readonly #now: () => number;
  /** Called after every change. */
  onChange: () => void = () => {};

  constructor(lessons: readonly Lesson[] = [], now: () => number = Date.now) {
    this.#now = now;
    this.#lessons = lessons.filter((lesson) => this.#isFresh(lesson));
  }

  /** All lessons that still hold. */
  list(): Lesson[] {
    return this.#lessons.filter((lesson) => this.#isFresh(lesson));
  }

  clear(): void {
    this.#lessons = [];
    this.#suspects.clear();
    this.onChange();
  }

  knows(target: string, kind: Lesson['kind'], subject = ''): boolean {
    return this.#lessons.some(
      (lesson) =>
        lesson.kind === kind && lesson.target === target && lesson.subject === subject && this.#isFresh(lesson),
    );
  }

  learn(target: string, kind: Lesson['kind'], subject = ''): void {
    if (this.knows(target, kind, subject)) return;
    this.#lessons = [...this.list(), { target, kind, subject, learned: this.#now() }];
    this.onChange();
  }

  /** What is known of a target, for fitting. `probing`: whether one group of suspected flags is sent along to try it. */
  view(target: string, probing: boolean): Lessons {
    const lessons = this.#lessons.length === 0 ? [] : this.list().filter((lesson) => lesson.target === target);
    const isHeld = this.#suspects.get(target)?.holder(probing);
    const refused = new Set(lessons.filter(({ kind }) => kind === 'beta').map(({ subject }) => subject));
    return {
      refusesBeta: (flag) => refused.has(flag) || isHeld?.(flag) === true,
      refusedFields: lessons.filter(({ kind }) => kind === 'field').map(({ subject }) => subject),
      wholeToolCalls: lessons.some(({ kind }) => kind === 'no-tool-streaming'),
      foldSystemRole: lessons.some(({ kind }) => kind === 'system-role'),
      reservedWords: lessons.filter(({ kind }) => kind === 'reserved-word').map(({ subject }) => subject),
    };
  }

  /** Learns from a refusal of a request that was sent with these flags. What is returned forgets it again. */
  refused(target: string, refusal: Refusal, sentBetas: readonly string[]): () => void {
    const before = new Set(this.#lessons);
    this.#learnFrom(target, refusal, sentBetas);
    const learned = this.#lessons.filter((lesson) => lesson.kind !== 'beta' && !before.has(lesson));
    return () => this.#forget(learned);
  }

  #learnFrom(target: string, refusal: Refusal, sentBetas: readonly string[]): void {
    if (refusal.kind === 'fields') for (const path of refusal.paths) this.learn(target, 'field', path);
    else if (refusal.kind === 'betas') for (const flag of refusal.flags) this.learn(target, 'beta', flag);
    else if (refusal.kind === 'system-role') this.learn(target, 'system-role');
    else if (refusal.kind === 'tool-streaming') this.learn(target, 'no-tool-streaming');
    else if (refusal.kind === 'reserved-word') this.learn(target, 'reserved-word', refusal.word);
    else this.#suspect(target, sentBetas);
  }

  /** A request with these flags was taken: off the road, and only of use while some are suspected. */
  accepted(target: string, sentBetas: readonly string[]): void {
    this.#suspects.get(target)?.accept(sentBetas);
  }

  /** The flags measured to be safe, and those that were taken lately, are the last to be doubted. */
  #suspect(target: string, sentBetas: readonly string[]): void {
    // The request was on its way when another one found the reason.
    if (sentBetas.some((flag) => this.knows(target, 'beta', flag))) return;
    const suspects = this.#suspects.get(target) ?? new Suspects();
    this.#suspects.set(target, suspects);
    const open = sentBetas.filter((flag) => !suspects.hasAccepted(flag));
    const candidates = [open.filter(isUnsafe), open, sentBetas.filter(isUnsafe), sentBetas];
    const doubtful = candidates.find((flags) => flags.length > 0) ?? [];
    for (const flag of suspects.refuse(doubtful)) this.learn(target, 'beta', flag);
  }

  #forget(lessons: readonly Lesson[]): void {
    if (lessons.length === 0) return;
    this.#lessons = this.#lessons.filter((lesson) => !lessons.includes(lesson));
    this.onChange();
  }

  #isFresh({ learned }: Lesson): boolean {
    return this.#now() - learned < LIFETIME_MS;
  }
}

function isUnsafe(flag: string): boolean {
  return !isSafeBeta(flag);
}
