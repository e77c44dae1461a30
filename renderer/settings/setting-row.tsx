import { RotateCcw } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { Field } from '../../proxy/settings/describe.ts';
import { IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { tellError } from '../ui/toasts.tsx';
import { defaultWords } from './read-value.ts';
import { useSave } from './settings.ts';

interface SettingRowProps {
  readonly field: Field;
  readonly value: unknown;
  readonly isOverridden: boolean;
  readonly problem?: string | undefined;
  /** Lists and tables stand below their title, and not beside it. */
  readonly isWide?: boolean;
  readonly children: (ids: { readonly describedBy: string }) => ReactNode;
}

/** One setting: what it is, what it is set to, and the way back to its default. */
export function SettingRow({ field, value, isOverridden, problem, isWide, children }: SettingRowProps) {
  const id = useId();
  const save = useSave();
  const isDefault = isSame(value ?? null, field.default);
  const reset = () => save.mutate({ path: field.path, title: field.title, value: null }, { onError: tellError });
  const resetButton = !isDefault && (
    <IconButton
      label={`Back to the default of ${field.title} (${defaultWords(field)})`}
      icon={RotateCcw}
      onClick={reset}
      disabled={save.isPending}
    />
  );
  return (
    <div className={`setting ${isWide ? 'setting-wide' : ''}`} id={`setting-${field.path}`}>
      <div className="setting-about">
        <h3>
          {field.title}
          {isOverridden && <Chip kind="warn">Set at the start</Chip>}
          {field.needsRestart && <Chip kind="quiet">Needs a restart</Chip>}
          {isWide && field.unit && <span className="setting-title-unit">{field.unit}</span>}
          {isWide && resetButton}
        </h3>
        <p id={`${id}-help`}>{field.description}</p>
        {isOverridden && (
          <p>A flag or the environment says otherwise than the file. What is set here goes before that.</p>
        )}
      </div>
      <div className="setting-value">
        {children({ describedBy: `${id}-help${problem ? ` ${id}-problem` : ''}` })}
        {!isWide && field.unit && <span className="setting-unit">{field.unit}</span>}
        {!isWide && resetButton}
      </div>
      {problem && (
        <p className="field-error setting-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
