import { useState } from 'react';
import { whole } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';

/** Characters that are shown at first. */
const FIRST = 12_000;

/** A text as people write it: in paragraphs, with its code set apart. All other marks stand as they are. */
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
          <Paragraphs key={index} text={piece} />
        ),
      )}
      {isCut && <Button onClick={() => setWhole(true)}>Show all {whole(text.length)} characters</Button>}
    </div>
  );
}

function Paragraphs({ text }: { text: string }) {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph, index) => <p key={index}>{inline(paragraph.replace(/^\n|\s+$/g, ''))}</p>);
}

/** Words between backticks are code, those between two stars are strong. */
function inline(text: string) {
  return text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    return piece.startsWith('`') ? (
      <code key={index}>{piece.slice(1, -1)}</code>
    ) : (
      <strong key={index}>{piece.slice(2, -2)}</strong>
    );
  });
}
