import './keys.css';
import { signsOf } from '../app/keys.ts';

/** The keys of a chord, as caps. */
export function Keys({ chord }: { chord: string }) {
  return (
    <span className="keys">
      {signsOf(chord).map((sign) => (
        <kbd key={sign}>{sign}</kbd>
      ))}
    </span>
  );
}
