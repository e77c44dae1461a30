import './code.css';
import { CopyButton } from './copy-button.tsx';

/** Text to paste into a terminal or a file. */
export function CodeBlock({ text, label = 'Copy this' }: { text: string; label?: string }) {
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
