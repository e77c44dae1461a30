import './code.css';
/** A unified diff, or commands. Signs at the beginnings of lines say what is added and taken away; colours only help. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="text-diff" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        <span key={index} className={`text-diff-line ${classOf(line)}`}>
          {line || ' '}
        </span>
      ))}
    </section>
  );
}

function classOf(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return 'text-diff-file';
  if (line.startsWith('@@')) return 'text-diff-place';
  if (line.startsWith('+')) return 'text-diff-added';
  return line.startsWith('-') ? 'text-diff-removed' : '';
}
