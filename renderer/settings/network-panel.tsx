import { CopyField } from '../ui/copy-field.tsx';
import { Notice } from '../ui/notice.tsx';

/** What a listener without a key means, while there is one. */
export function NetworkPanel({ url, keylessUrl }: { url: string; keylessUrl: string | null }) {
  return (
    <div className="stack">
      <div className="card">
        <CopyField label="Address" value={url} />
        {keylessUrl && <CopyField label="Without a key" value={keylessUrl} />}
      </div>
      {keylessUrl && (
        <Notice kind="warn" title="Every program on this machine can ask without a key">
          Models and chat alone, at {keylessUrl}, up to the budget below. Switch it off when you do not need it.
        </Notice>
      )}
    </div>
  );
}
