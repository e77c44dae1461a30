import { useState } from 'react';
import { whole } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';

/** Characters that are shown at first: more keeps the window busy for longer than a glance is worth. */
const FIRST = 20_000;

/** A text in the letters of a terminal; the rest of a long one is shown when it is asked for. */
export function LongText({ text, className = '' }: { text: string; className?: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > FIRST && !isWhole;
  return (
    <>
      <pre className={`code ${className}`}>{isCut ? text.slice(0, FIRST) : text}</pre>
      {isCut && <Button onClick={() => setWhole(true)}>Show all {whole(text.length)} characters</Button>}
    </>
  );
}
