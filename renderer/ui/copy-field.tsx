import './code.css';
import { CopyButton } from './copy-button.tsx';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** Shown as dots; what is copied is fetched by `fetch`, or is the value. */
  readonly isSecret?: boolean;
  readonly fetch?: () => Promise<string>;
}

/** A value that is to be taken elsewhere, with a button that copies it. */
export function CopyField({ label, value, isSecret, fetch }: CopyFieldProps) {
  return (
    <div className="copy-field">
      <span className="copy-field-label">{label}</span>
      <code className="copy-field-value">{isSecret ? '••••••••••••' : value}</code>
      <CopyButton text={fetch ?? value} label={`Copy ${label}`} />
    </div>
  );
}
