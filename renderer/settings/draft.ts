import { useEffect, useRef, useState } from 'react';
import type { Field } from '../../proxy/settings/describe.ts';
import { wordsOf } from '../api/client.ts';
import { problemWith, problemWords, useSave } from './settings.ts';

/** How long typing rests before the engine is asked what it makes of it, in milliseconds. */
const REST_MS = 250;

/** A value that is being typed. */
export interface Draft {
  readonly text: string;
  readonly problem: string | undefined;
  readonly isSaving: boolean;
  type(text: string): void;
  /** The person has finished: it is saved, where it is new and nothing is wrong with it. */
  commit(): void;
  /** As it was. */
  drop(): void;
}

/**
 * A field's text from the first key to the setting: `read` makes a value of it, or throws an Error that says what is wrong;
 * the engine is asked as it is typed, and it is saved when the person has finished.
 */
export function useDraft(
  field: Field,
  value: unknown,
  write: (value: unknown) => string,
  read: (text: string) => unknown,
): Draft {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const save = useSave();
  const asked = useRef(0);
  const shown = text ?? write(value);

  useEffect(() => {
    if (text === null) return;
    const ticket = ++asked.current;
    const tell = (found: string | undefined) => ticket === asked.current && setProblem(found);
    const timer = setTimeout(() => check(field, text, read).then(tell, () => {}), REST_MS);
    return () => clearTimeout(timer);
  }, [text, field, read]);

  const drop = () => {
    asked.current++;
    setText(null);
    setProblem(undefined);
  };
  const commit = () => {
    if (text === null) return;
    if (text.trim() === write(value)) return drop();
    const next = tried(read, text);
    if ('problem' in next) return setProblem(next.problem);
    save.mutate(
      { path: field.path, title: field.title, value: next.value },
      { onSuccess: drop, onError: (error) => setProblem(problemWords(wordsOf(error), field.path)) },
    );
  };
  return { text: shown, problem, isSaving: save.isPending, type: setText, commit, drop };
}

async function check(field: Field, text: string, read: (text: string) => unknown): Promise<string | undefined> {
  const next = tried(read, text);
  return 'problem' in next ? next.problem : problemWith(field.path, next.value);
}

function tried(read: (text: string) => unknown, text: string): { value: unknown } | { problem: string } {
  try {
    return { value: read(text.trim()) };
  } catch (error) {
    return { problem: wordsOf(error) };
  }
}
