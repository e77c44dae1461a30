import './keys-panel.css';
import { Copy, Eye, EyeOff, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { KeyRow } from '../../proxy/guard/keys.ts';
import { wordsOf } from '../api/client.ts';
import { ago, fullTime } from '../format/time.ts';
import { announce } from '../ui/announcer.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Field, Input } from '../ui/field.tsx';
import { tell, tellError } from '../ui/toasts.tsx';
import { keyOf, useAddKey, useKeys, useRevokeKey } from './keys.ts';
import { NewKey } from './new-key.tsx';

/** The keys of clients: which there are, one more, and one less. */
export function KeysPanel() {
  const { data } = useKeys();
  const [made, setMade] = useState<{ name: string; key: string }>();
  const [leaving, setLeaving] = useState<KeyRow>();
  const revoke = useRevokeKey();
  const end = (row: KeyRow) =>
    revoke.mutate(row.name, {
      onSuccess: () => tell(row.isMain ? 'There is a new local key.' : `The key of ${row.name} is revoked.`),
      onError: tellError,
    });
  return (
    <div className="stack">
      <div className="card scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th>Name</th>
              <th>Ends with</th>
              <th>Made</th>
              <th>Last used</th>
              <th>
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data?.keys.map((row) => (
              <KeyLine key={row.name} row={row} onRevoke={() => setLeaving(row)} />
            ))}
          </tbody>
        </table>
      </div>
      <AddKey onMade={setMade} />
      <NewKey made={made} onClose={() => setMade(undefined)} />
      <Confirm
        title={leaving?.isMain ? 'Replace the local key?' : `Revoke the key of ${leaving?.name}?`}
        action={leaving?.isMain ? 'Replace' : 'Revoke'}
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        onConfirm={() => leaving && end(leaving)}
      >
        {leaving?.isMain
          ? 'Tools that send the local key are refused until they have the new one.'
          : 'Requests that bring it are refused from then on. It cannot be had again.'}
      </Confirm>
    </div>
  );
}

function KeyLine({ row, onRevoke }: { row: KeyRow; onRevoke: () => void }) {
  const { name, isMain, lastFour, created, lastUsed } = row;
  const [key, setKey] = useState<string>();
  const show = () => (key ? setKey(undefined) : keyOf(name).then(setKey, tellError));
  const copy = async () => {
    try {
      await copyText(await keyOf(name));
      announce('Copied');
      tell(`The key of ${name} is on the clipboard.`);
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <tr>
      <th scope="row">
        {name}
        {isMain && <span className="quiet table-note">the local key</span>}
      </th>
      <td className="mono key-text">{key ?? `…${lastFour}`}</td>
      <td>{created ? <Moment iso={created} /> : <span className="quiet">–</span>}</td>
      <td>{lastUsed ? <Moment iso={lastUsed} /> : <span className="quiet">never</span>}</td>
      <td className="table-actions">
        <IconButton label={`Copy the key of ${name}`} icon={Copy} onClick={copy} />
        <IconButton
          label={key ? `Hide the key of ${name}` : `Show the key of ${name}`}
          icon={key ? EyeOff : Eye}
          onClick={show}
        />
        <IconButton
          label={isMain ? 'Replace the local key' : `Revoke the key of ${name}`}
          icon={Trash2}
          onClick={onRevoke}
        />
      </td>
    </tr>
  );
}

function Moment({ iso }: { iso: string }) {
  const time = Date.parse(iso);
  const words = ago(time);
  return <time title={fullTime(time)}>{words === 'now' ? 'just now' : `${words} ago`}</time>;
}

function AddKey({ onMade }: { onMade: (made: { name: string; key: string }) => void }) {
  const [name, setName] = useState('');
  const add = useAddKey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), {
      onSuccess(made) {
        setName('');
        onMade(made);
      },
    });
  };
  return (
    <form className="form-line" onSubmit={submit}>
      <Field
        label="A key for another client"
        hint="Letters, digits, “.”, “_” and “-”."
        error={add.error ? wordsOf(add.error) : undefined}
      >
        <Input
          className="input"
          placeholder="my-script"
          value={name}
          spellCheck={false}
          onChange={(event) => {
            setName(event.target.value);
            add.reset();
          }}
        />
      </Field>
      <Button type="submit" icon={Plus} disabled={name.trim() === '' || add.isPending}>
        Make a key
      </Button>
    </form>
  );
}
