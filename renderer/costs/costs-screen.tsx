import { ChartColumn } from 'lucide-react';
import { Empty } from '../ui/empty.tsx';

/** What the requests cost, by day, model, client, project and session. */
export function CostsScreen() {
  return <Empty icon={ChartColumn} title="No costs yet" />;
}
