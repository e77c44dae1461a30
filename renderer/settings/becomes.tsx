import './editors.css';
import { Chip } from '../ui/chip.tsx';
import { useResolved } from './models.ts';

/** What a name would become now: the model, what Bedrock is asked for, and whether the account has it. */
export function Becomes({ name }: { name: string }) {
  const { data } = useResolved(name);
  if (name.trim() === '' || !data) return null;
  const { title, modelId, region, available, problem } = data;
  return (
    <div className="becomes" aria-live="polite">
      {modelId ? (
        <span className="becomes-model">
          {title && <strong>{title}</strong>}
          <span className="mono">{modelId}</span>
          <span className="quiet">{region}</span>
        </span>
      ) : null}
      {available === true && <Chip kind="good">Available</Chip>}
      {available === false && <Chip kind="bad">{modelId ? 'Not available' : 'No such model'}</Chip>}
      {available === null && <Chip kind="quiet">Availability not known</Chip>}
      {problem && <p className={modelId ? 'quiet' : 'bad'}>{problem}</p>}
    </div>
  );
}
