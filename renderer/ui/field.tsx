import './field.css';
import { Field as Base } from '@base-ui/react/field';
import type { ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  /** What it is for, where the label does not say it. */
  readonly hint?: ReactNode;
  /** What is wrong with what was typed. */
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

/** A field of a form with its label, its hint and its error. */
export function Field({ label, hint, error, children }: FieldProps) {
  return (
    <Base.Root className="field" invalid={error !== undefined}>
      <Base.Label className="field-label">{label}</Base.Label>
      {children}
      {hint && <Base.Description className="field-hint">{hint}</Base.Description>}
      <Base.Error className="field-error" match={error !== undefined}>
        {error}
      </Base.Error>
    </Base.Root>
  );
}

/** The text field of a Field. */
export const Input = Base.Control;
