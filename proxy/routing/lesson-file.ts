import { existsSync, type FSWatcher, watch } from 'node:fs';
import * as v from 'valibot';
import { LESSON_KINDS, type Lesson, LessonBook } from '../bedrock/lessons/lessons.ts';
import type { Home } from '../settings/home.ts';

export const LESSON_FILE = 'lessons.json';

/** Changes within this time, in milliseconds, are written together. */
const SAVE_AFTER_MS = 500;

const LessonSchema = v.array(
  v.object({
    target: v.string(),
    kind: v.picklist(LESSON_KINDS),
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

/** Forgets the lessons of a home; a running Adit sees that the file is empty and forgets them too. */
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
    try {
      home.write(LESSON_FILE, `${JSON.stringify(book.list(), null, 2)}\n`);
    } catch {
      // A home that cannot be written costs what was learned at the next start, and no request.
    }
  };
  book.onChange = () => {
    timer ??= setTimeout(save, SAVE_AFTER_MS).unref();
  };
  const watcher = watchQuietly(home.path, (file) => {
    if (file !== LESSON_FILE || readLessons(home).length > 0) return;
    if (book.list().length > 0) book.clear();
    // The file says it already, and what waited to be saved is not to come back.
    clearTimeout(timer);
    timer = undefined;
  });
  return {
    book,
    close() {
      watcher?.close();
      if (timer && existsSync(home.path)) save();
    },
  };
}

/** Watches a folder; where that cannot be done, as where all watches are taken, a restart clears as well. */
function watchQuietly(path: string, each: (file: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, (_, file) => each(file));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
