import './editors.css';
import { ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { wordsOf } from '../api/client.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Suggest } from '../ui/suggest.tsx';
import type { SettingProps } from './setting.tsx';
import { SettingRow } from './setting-row.tsx';
import { problemWords, useSave } from './settings.ts';
import { useSuggestions } from './suggestions.ts';

/** A list of texts in an order: what is in it, and a field for one more. */
export function ListEditor(props: SettingProps) {
  const { path, title, example } = props.field;
  const items = (props.value as readonly string[] | undefined) ?? [];
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const save = useSave();
  const suggestions = useSuggestions(path).filter(({ value }) => !items.includes(value));

  const set = (next: readonly string[], onSuccess = () => {}) =>
    save.mutate(
      { path, title, value: next.length > 0 ? next : null },
      {
        onSuccess() {
          setProblem(undefined);
          onSuccess();
        },
        onError: (error) => setProblem(problemWords(wordsOf(error), `${path}.${items.length}`)),
      },
    );
  const add = (given: string) => {
    const item = given.trim();
    if (item === '') return;
    if (items.includes(item)) return setProblem(`${item} is in the list already.`);
    set([...items, item], () => setText(''));
  };
  const raise = (index: number) => {
    const next = [...items];
    next.splice(index - 1, 2, ...next.slice(index - 1, index + 1).reverse());
    set(next);
  };

  return (
    <SettingRow {...props} problem={problem} isWide>
      {({ describedBy }) => (
        <div className="list-editor">
          {items.length > 0 && (
            <ol className="card list-items">
              {items.map((item, index) => (
                <li key={item}>
                  <span className="mono cut">{item}</span>
                  {index > 0 && <IconButton label={`Move ${item} up`} icon={ArrowUp} onClick={() => raise(index)} />}
                  <IconButton
                    label={`Remove ${item}`}
                    icon={X}
                    onClick={() => set(items.filter((other) => other !== item))}
                  />
                </li>
              ))}
            </ol>
          )}
          <div className="actions">
            <div className="list-field">
              <Suggest
                label={`Add to ${title}`}
                suggestions={suggestions}
                value={text}
                onChange={(next) => {
                  setText(next);
                  setProblem(undefined);
                }}
                onCommit={(value, how) => how === 'enter' && add(value)}
                placeholder={example ?? undefined}
                invalid={problem !== undefined}
                describedBy={describedBy}
              />
            </div>
            <Button icon={Plus} onClick={() => add(text)} disabled={text.trim() === '' || save.isPending}>
              Add
            </Button>
          </div>
        </div>
      )}
    </SettingRow>
  );
}
