import { useEffect, useRef, useState } from 'react';
import type { Field } from '../../proxy/settings/describe.ts';
import { wordsOf } from '../api/client.ts';
import { emptyRow, fromRows, type Row, toRows } from './rows.ts';
import { problemWords, useSave } from './settings.ts';

type Table = Readonly<Record<string, unknown>>;

/** The rows of a table setting as they are edited. It is saved as a whole, as soon as all of its rows are whole. */
export function useRows(field: Field, value: Table) {
  const { path, title, columns } = field;
  const [rows, setRows] = useState<readonly Row[]>(() => toRows(value, columns));
  const [problem, setProblem] = useState<string>();
  const save = useSave();
  const saved = JSON.stringify(value);

  // What is set elsewhere is shown; what was set here is there already, and rows that are not whole yet stay.
  const seen = useRef(saved);
  useEffect(() => {
    if (seen.current === saved) return;
    seen.current = saved;
    setRows((now) => {
      const whole = now.filter((row) => fromRows([row], columns) !== undefined);
      return JSON.stringify(fromRows(whole, columns) ?? {}) === saved ? now : toRows(JSON.parse(saved), columns);
    });
  }, [saved, columns]);

  const commit = (next: readonly Row[] = rows) => {
    const table = fromRows(next, columns);
    if (table === undefined || JSON.stringify(table ?? {}) === saved) return;
    save.mutate(
      { path, title, value: table },
      {
        onSuccess: () => setProblem(undefined),
        onError: (error) => setProblem(problemWords(wordsOf(error), path)),
      },
    );
  };
  return {
    rows,
    problem,
    commit,
    add: () => setRows([...rows, emptyRow(columns)]),
    change: (row: Row) => setRows(rows.map((old) => (old.id === row.id ? row : old))),
    remove(row: Row) {
      const others = rows.filter(({ id }) => id !== row.id);
      setRows(others);
      setProblem(undefined);
      commit(others);
    },
  };
}
