import { useState } from 'react';
import { whole } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';

/** Characters that are shown at first. */
const FIRST = 12_000;

/** A text as people write it: as it stands, with its fenced code set apart. */
export function Prose({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > FIRST && !isWhole;
  const pieces = (isCut ? text.slice(0, FIRST) : text).split(/^```[^\n]*\n?/m);
  return (
    <div className="prose">
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          <pre key={index} className="code">
            {piece.replace(/\n$/, '')}
          </pre>
        ) : (
          piece.trim() !== '' && <p key={index}>{piece.trim()}</p>
        ),
      )}
      {isCut && <Button onClick={() => setWhole(true)}>Show all {whole(text.length)} characters</Button>}
    </div>
  );
}
