import { useMemo } from 'react';
import type { Field } from '../../proxy/settings/describe.ts';
import { Select } from '../ui/select.tsx';
import { Switch } from '../ui/switch.tsx';
import { tellError } from '../ui/toasts.tsx';
import { useDraft } from './draft.ts';
import { ListEditor } from './list-editor.tsx';
import { readNumber, readText, writeText } from './read-value.ts';
import { SettingRow } from './setting-row.tsx';
import { useSave } from './settings.ts';
import { TableEditor } from './table-editor.tsx';

export interface SettingProps {
  readonly field: Field;
  readonly value: unknown;
  readonly isOverridden: boolean;
}

/** A setting with the control that its type asks for. */
export function Setting(props: SettingProps) {
  switch (props.field.type) {
    case 'boolean':
      return <SwitchSetting {...props} />;
    case 'choice':
      return <ChoiceSetting {...props} />;
    case 'list':
      return <ListEditor {...props} />;
    case 'table':
      return <TableEditor {...props} />;
    case 'text':
      return <TextSetting {...props} />;
    default:
      return <NumberSetting {...props} />;
  }
}

function SwitchSetting(props: SettingProps) {
  const { path, title } = props.field;
  const save = useSave();
  return (
    <SettingRow {...props}>
      {() => (
        <Switch
          label={title}
          checked={props.value === true}
          onChange={(value) => save.mutate({ path, title, value }, { onError: tellError })}
        />
      )}
    </SettingRow>
  );
}

function ChoiceSetting(props: SettingProps) {
  const { path, title, choices, default: standard } = props.field;
  const save = useSave();
  const none = standard === null ? [{ value: '', title: 'Not set' }] : [];
  return (
    <SettingRow {...props}>
      {() => (
        <Select
          label={title}
          value={writeText(props.value)}
          options={[...none, ...choices.map((choice) => ({ value: choice, title: choice }))]}
          onChange={(value) => save.mutate({ path, title, value: value || null }, { onError: tellError })}
        />
      )}
    </SettingRow>
  );
}

function NumberSetting(props: SettingProps) {
  const read = useMemo(() => readNumber(props.field), [props.field]);
  return <TypedSetting {...props} read={read} className="input setting-number" />;
}

function TextSetting(props: SettingProps) {
  return <TypedSetting {...props} read={readText} className="input setting-text" />;
}

interface TypedSettingProps extends SettingProps {
  readonly read: (text: string) => unknown;
  readonly className: string;
}

function TypedSetting({ read, className, ...props }: TypedSettingProps) {
  const { field, value } = props;
  const draft = useDraft(field, value, writeText, read);
  return (
    <SettingRow {...props} problem={draft.problem}>
      {({ describedBy }) => (
        <input
          className={className}
          aria-label={field.title}
          aria-describedby={describedBy}
          aria-invalid={draft.problem !== undefined || undefined}
          placeholder={field.example ?? (field.default === null ? 'Not set' : String(field.default))}
          inputMode={field.type === 'text' ? 'text' : 'decimal'}
          value={draft.text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => draft.type(event.target.value)}
          onBlur={draft.commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') draft.commit();
            if (event.key === 'Escape') draft.drop();
          }}
        />
      )}
    </SettingRow>
  );
}
