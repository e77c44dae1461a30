/** A unified diff, or commands. Signs at the beginnings of lines say what is added and taken away; colours only help. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="diff" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else to be told apart by
        <span key={index} className={`diff-line ${classOf(line)}`}>
          {line || ' '}
        </span>
      ))}
    </section>
  );
}

function classOf(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return 'diff-file';
  if (line.startsWith('@@')) return 'diff-place';
  if (line.startsWith('+')) return 'diff-added';
  return line.startsWith('-') ? 'diff-removed' : '';
}
