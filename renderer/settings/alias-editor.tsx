import './editors.css';
import { ArrowRight, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { Suggest } from '../ui/suggest.tsx';
import { Becomes } from './becomes.tsx';
import type { Row } from './rows.ts';
import type { SettingProps } from './setting.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSuggestions } from './suggestions.ts';
import { useRows } from './use-rows.ts';

/** Names of one's own for models, with what each of them becomes; and a field to try any name. */
export function AliasEditor(props: SettingProps) {
  const { rows, problem, commit, add, change, remove } = useRows(
    props.field,
    (props.value ?? {}) as Record<string, string>,
  );
  return (
    <SettingRow {...props} problem={problem} isWide>
      {() => (
        <div className="table-editor">
          {rows.length > 0 && (
            <ul className="card aliases">
              {rows.map((row) => (
                <AliasRow key={row.id} row={row} change={change} commit={commit} remove={remove} />
              ))}
            </ul>
          )}
          <Button icon={Plus} onClick={add}>
            Add an alias
          </Button>
        </div>
      )}
    </SettingRow>
  );
}

type AliasRowProps = { readonly row: Row } & Pick<ReturnType<typeof useRows>, 'change' | 'commit' | 'remove'>;

function AliasRow({ row, change, commit, remove }: AliasRowProps) {
  const [target = ''] = row.cells;
  const suggestions = useSuggestions('aliases');
  return (
    <li className="alias">
      <div className="alias-fields">
        <input
          className="input"
          aria-label="Name"
          placeholder="fast"
          value={row.name}
          spellCheck={false}
          onChange={(event) => change({ ...row, name: event.target.value })}
          onBlur={() => commit()}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        <ArrowRight size={14} aria-label="stands for" />
        <Suggest
          label={`What ${row.name || 'it'} stands for`}
          suggestions={suggestions}
          value={target}
          onChange={(text) => change({ ...row, cells: [text] })}
          onCommit={() => commit()}
          placeholder="Model name, Bedrock id or ARN"
        />
        <IconButton label={`Remove ${row.name || 'the new alias'}`} icon={X} onClick={() => remove(row)} />
      </div>
      <Becomes name={target} />
    </li>
  );
}

/** Any name, and what it would become. */
export function TryName() {
  const [name, setName] = useState('');
  const suggestions = useSuggestions('aliases');
  return (
    <div className="setting setting-wide">
      <div className="setting-about">
        <h3>Try a name</h3>
        <p>What a client gets that asks for a model by this name.</p>
      </div>
      <div className="setting-value">
        <div className="try-name">
          <Suggest
            label="Name of a model"
            suggestions={suggestions}
            value={name}
            onChange={setName}
            placeholder="claude-sonnet-4-6"
          />
          <Becomes name={name} />
        </div>
      </div>
    </div>
  );
}
