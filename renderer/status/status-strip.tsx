import { Search } from 'lucide-react';
import { useStatus } from '../api/status.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Keys } from '../ui/keys.tsx';

/** How the engine is, and what is needed to use it: always on top. */
export function StatusStrip({ onPalette }: { onPalette: () => void }) {
  const { data: status } = useStatus();
  return (
    <section className="strip" aria-label="Status">
      {status && (
        <div className="strip-item">
          <span className="mono">{status.url}</span>
          <CopyButton text={status.url} label="Copy the address" />
        </div>
      )}
      <span className="strip-space" />
      <button type="button" className="strip-find" onClick={onPalette}>
        <Search size={14} aria-hidden />
        Actions
        <Keys chord="Mod+k" />
      </button>
    </section>
  );
}
