import './editors.css';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../ui/button.tsx';
import { Suggest } from '../ui/suggest.tsx';
import type { Row } from './rows.ts';
import type { SettingProps } from './setting.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSuggestions } from './suggestions.ts';
import { useRows } from './use-rows.ts';

const HEADS: Readonly<Record<string, string>> = {
  daily: 'A day',
  monthly: 'A month',
  input: 'Input',
  output: 'Output',
  cacheRead: 'Cache read',
  cacheWrite5m: 'Cache write, 5 min',
  cacheWrite1h: 'Cache write, 1 h',
};

/** A table whose rows have names of the person's own. */
export function TableEditor(props: SettingProps) {
  const { field } = props;
  const { rows, problem, commit, add, change, remove } = useRows(field, (props.value ?? {}) as Record<string, unknown>);
  const suggestions = useSuggestions(field.path);
  const setCell = (row: Row, at: number, text: string) =>
    change({ ...row, cells: row.cells.map((cell, index) => (index === at ? text : cell)) });
  return (
    <SettingRow {...props} problem={problem} isWide>
      {() => (
        <div className="table-editor">
          {rows.length > 0 && (
            <table className="edit-table">
              <thead>
                <tr>
                  <th>Name</th>
                  {field.columns.map(({ name, required }) => (
                    <th key={name}>
                      {HEADS[name] ?? name}
                      {!required && <span className="unseen"> (may be empty)</span>}
                    </th>
                  ))}
                  <th>
                    <span className="unseen">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td>
                      <Suggest
                        label="Name"
                        suggestions={suggestions}
                        value={row.name}
                        onChange={(name) => change({ ...row, name })}
                        onCommit={() => commit()}
                        placeholder={field.example?.split(' ')[0]}
                      />
                    </td>
                    {field.columns.map(({ name, type }, at) => (
                      <td key={name}>
                        <input
                          className="input"
                          aria-label={`${HEADS[name] ?? name} of ${row.name || 'the new row'}`}
                          inputMode={type === 'number' ? 'decimal' : 'text'}
                          value={row.cells[at] ?? ''}
                          onChange={(event) => setCell(row, at, event.target.value)}
                          onBlur={() => commit()}
                          onKeyDown={(event) => event.key === 'Enter' && commit()}
                        />
                      </td>
                    ))}
                    <td>
                      <IconButton label={`Remove ${row.name || 'the new row'}`} icon={X} onClick={() => remove(row)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <Button icon={Plus} onClick={add}>
            Add a row
          </Button>
        </div>
      )}
    </SettingRow>
  );
}
