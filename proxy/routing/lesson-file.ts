import { existsSync, watch } from 'node:fs';
import * as v from 'valibot';
import { type Lesson, LessonBook } from '../bedrock/lessons/lessons.ts';
import type { Home } from '../settings/home.ts';

export const LESSON_FILE = 'lessons.json';

/** Changes within this time, in milliseconds, are written together. */
const SAVE_AFTER_MS = 500;

const LessonSchema = v.array(
  v.object({
    target: v.string(),
    kind: v.picklist(['beta', 'field', 'system-role', 'reserved-word', 'no-messages-api', 'no-count-tokens']),
    subject: v.string(),
    learned: v.number(),
  }),
);

/** The lessons of a home. A file that cannot be read is as none: they are learned again. */
export function readLessons(home: Home): Lesson[] {
  try {
    return v.parse(LessonSchema, JSON.parse(home.read(LESSON_FILE) ?? '[]'));
  } catch {
    return [];
  }
}

/** Forgets the lessons of a home; a running Adit sees that the file is gone and forgets them too. */
export function clearLessons(home: Home): void {
  home.write(LESSON_FILE, '[]\n');
}

/** Opens the book of lessons: it is saved a moment after each change, and cleared when somebody clears the file. */
export function openLessons(home: Home): { book: LessonBook; close(): void } {
  const book = new LessonBook(readLessons(home));
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    home.write(LESSON_FILE, `${JSON.stringify(book.list(), null, 2)}\n`);
  };
  book.onChange = () => {
    timer ??= setTimeout(save, SAVE_AFTER_MS).unref();
  };
  const watcher = watch(home.path, { persistent: false }, (_, file) => {
    if (file !== LESSON_FILE || book.list().length === 0 || readLessons(home).length > 0) return;
    book.clear();
    // The file says it already, and what waited to be saved is not to come back.
    clearTimeout(timer);
    timer = undefined;
  });
  // Where a file system cannot be watched, a restart clears as well.
  watcher.on('error', () => watcher.close());
  return {
    book,
    close() {
      watcher.close();
      if (timer && existsSync(home.path)) save();
    },
  };
}
