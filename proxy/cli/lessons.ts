import type { Command } from 'commander';
import type { Lesson } from '../bedrock/lessons/lessons.ts';
import { clearLessons, readLessons } from '../routing/lesson-file.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

interface LessonOptions extends CommonOptions {
  readonly clear?: boolean;
  readonly json?: boolean;
}

/** `adit lessons`: what Bedrock's refusals have taught. */
export function registerLessons(program: Command): void {
  withHome(program.command('lessons'))
    .description('show what Bedrock refused of requests, and is left out for a day')
    .option('--clear', 'forget all of it, also in an Adit that is running')
    .option('--json', 'print JSON')
    .action((options: LessonOptions) => {
      const home = homeOf(options);
      if (options.clear) clearLessons(home);
      const lessons = readLessons(home);
      process.stdout.write(options.json ? `${JSON.stringify(lessons)}\n` : table(lessons));
    });
}

const WORDS: Readonly<Record<Lesson['kind'], string>> = {
  beta: 'refuses the beta flag',
  field: 'refuses the field',
  'system-role': 'refuses the system role inside messages',
  'reserved-word': 'refuses, in the system prompt, the word',
  'no-tool-streaming': 'calls no tools in a stream: such answers come whole',
  'no-route': 'is not there: another way to the model is taken',
  'no-count-tokens': 'counts no tokens: they are estimated',
};

function table(lessons: readonly Lesson[]): string {
  if (lessons.length === 0) return 'No lessons: nothing was refused since yesterday, or they were cleared.\n';
  const width = Math.max(...lessons.map(({ target }) => target.length));
  return lessons
    .map(({ target, kind, subject, learned }) => {
      const day = new Date(learned).toISOString().slice(0, 16).replace('T', ' ');
      return `${day}  ${target.padEnd(width)}  ${WORDS[kind]} ${subject}`.trimEnd();
    })
    .join('\n')
    .concat('\n');
}
