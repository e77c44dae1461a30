import './status.css';
import { Search } from 'lucide-react';
import { useKey, useStatus } from '../api/status.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Keys } from '../ui/keys.tsx';
import { BudgetNote } from './budget-note.tsx';
import { HealthNote } from './health-note.tsx';
import { Identity } from './identity.tsx';
import { PowerSwitch } from './power-switch.tsx';
import { Today } from './today.tsx';

/** How the engine is, and what is needed to use it: always on top. */
export function StatusStrip({ onPalette }: { onPalette: () => void }) {
  const { data: status, error } = useStatus();
  return (
    <section className="strip" aria-label="Status">
      {status && <PowerSwitch status={status} />}
      {status && <Address url={status.url} />}
      {status && <Identity status={status} />}
      {status?.history && <HealthNote health={status.history} />}
      {error && !status && <span className="bad cut">{error.message}</span>}
      <span className="strip-space" />
      <BudgetNote />
      <Today />
      <button type="button" className="strip-find" onClick={onPalette}>
        <Search size={14} aria-hidden />
        <span className="strip-wide">Actions</span>
        <Keys chord="Mod+k" />
      </button>
    </section>
  );
}

function Address({ url }: { url: string }) {
  const { data: key } = useKey();
  return (
    <div className="strip-item">
      <span className="mono">{url.replace('http://', '')}</span>
      <span className="strip-pair">
        <CopyButton text={url} label="Copy the address" />
        {key && (
          <>
            <span className="strip-word">Key</span>
            <CopyButton text={key} label="Copy the key" />
          </>
        )}
      </span>
    </div>
  );
}
