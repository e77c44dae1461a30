import { Keyboard } from 'lucide-react';
import { hrefOf } from './route.ts';
import { SCREENS } from './screens.tsx';

/** The way between the screens. */
export function Rail({ current, onKeys }: { current: string; onKeys: () => void }) {
  return (
    <nav className="rail" aria-label="Screens">
      <ul>
        {SCREENS.map(({ id, title, icon: Icon }) => (
          <li key={id}>
            <a className="rail-link" href={hrefOf(id)} aria-current={id === current ? 'page' : undefined}>
              <Icon size={18} strokeWidth={1.75} aria-hidden />
              {title}
            </a>
          </li>
        ))}
      </ul>
      <button type="button" className="rail-link" onClick={onKeys}>
        <Keyboard size={18} strokeWidth={1.75} aria-hidden />
        Shortcuts
      </button>
    </nav>
  );
}
