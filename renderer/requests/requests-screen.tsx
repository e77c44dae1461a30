import { ArrowDownUp } from 'lucide-react';
import { Empty } from '../ui/empty.tsx';

/** What the tools on this machine ask of Bedrock, live. */
export function RequestsScreen() {
  return <Empty icon={ArrowDownUp} title="No requests yet" />;
}
