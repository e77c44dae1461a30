import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { AditError } from '../errors.ts';

/** Something to choose, and how it is shown. */
export interface Choice<T> {
  readonly label: string;
  readonly value: T;
}

export interface Question {
  /** Taken where the person just presses Enter. */
  readonly suggestion?: string | undefined;
  /** What is wrong with an answer; undefined where nothing is. */
  readonly check?: (answer: string) => string | undefined;
}

/** The person at the terminal. */
export interface Person {
  /** Whether somebody can be asked at all. */
  readonly isThere: boolean;
  /** Asks until the answer is right. Rejects with the signal's reason, or AditError where the terminal ends. */
  ask(question: string, options?: Question): Promise<string>;
  /** Lets one be chosen by its number, or by letters that it alone has. Rejects as `ask` does. */
  choose<T>(title: string, choices: readonly Choice<T>[]): Promise<T>;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
  /** Ctrl-C while something is asked. */
  readonly onInterrupt: () => void;
}

/** As many as fit on a screen of 24 lines. */
const SHOWN = 16;

/** The person at a terminal. What is asked goes to `output`, so that results can go elsewhere. */
export function personAt(terminal: Terminal): Person {
  const { input, output } = terminal;
  const say = (text: string) => void output.write(`${text}\n`);
  const person: Person = {
    isThere: !!input.isTTY && !!output.isTTY,
    async ask(question, { suggestion, check = () => undefined } = {}) {
      const prompt = suggestion === undefined ? `${question}: ` : `${question} [${suggestion}]: `;
      for (;;) {
        const answer = (await readLine(prompt, terminal)).trim() || suggestion || '';
        const wrong = answer === '' ? 'An answer is needed.' : check(answer);
        if (wrong === undefined) return answer;
        say(wrong);
      }
    },
    async choose(title, choices) {
      let left = choices;
      for (;;) {
        say(`\n${styleText('bold', title, { stream: output as NodeJS.WriteStream })}\n${listed(left)}`);
        const answer = await person.ask('Number, or letters to search for');
        const chosen = left[Number(answer) - 1];
        if (chosen) return chosen.value;
        const found = matching(choices, answer);
        const [only] = found;
        if (only && found.length === 1) {
          say(only.label);
          return only.value;
        }
        if (!only) say(`Nothing has "${answer}" in it.`);
        left = only ? found : choices;
      }
    },
  };
  return person;
}

function listed(choices: readonly Choice<unknown>[]): string {
  const lines = choices.slice(0, SHOWN).map(({ label }, at) => `${String(at + 1).padStart(4)}  ${label}`);
  if (choices.length > SHOWN)
    lines.push(`      and ${choices.length - SHOWN} more: type some letters of the one you want`);
  return lines.join('\n');
}

function matching<T>(choices: readonly Choice<T>[], answer: string): Choice<T>[] {
  const words = answer.toLowerCase().split(/\s+/);
  const exact = choices.filter(({ label }) => label.toLowerCase() === answer.toLowerCase());
  if (exact.length === 1) return exact;
  return choices.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

function readLine(prompt: string, { input, output, signal, onInterrupt }: Terminal): Promise<string> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const lines = createInterface({ input, output, terminal: !!input.isTTY, historySize: 0 });
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  lines.once('line', resolve);
  lines.once('SIGINT', onInterrupt);
  lines.once('close', () => reject(new AditError('invalid_request_error', 'The terminal ended before an answer.')));
  lines.setPrompt(prompt);
  lines.prompt();
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
    lines.close();
  });
}
