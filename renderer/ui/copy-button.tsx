import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announcer.tsx';
import { IconButton } from './button.tsx';
import { copyText } from './copy-text.ts';
import { tellError } from './toasts.tsx';

const SHOWN_MS = 1500;

interface CopyButtonProps {
  /** What is copied: the text, or how it is fetched. */
  readonly text: string | (() => Promise<string>);
  /** `Copy the address`. */
  readonly label: string;
}

/** Copies a text, and shows for a moment that it did. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async () => {
    try {
      await copyText(typeof text === 'string' ? text : await text());
      setDone(true);
      announce('Copied');
    } catch (error) {
      tellError(error);
    }
  };
  return <IconButton label={label} icon={isDone ? Check : Copy} onClick={copy} className={isDone ? 'good' : ''} />;
}
