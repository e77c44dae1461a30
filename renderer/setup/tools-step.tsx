import { wordsOf } from '../api/client.ts';
import { hrefOf } from '../app/route.ts';
import { ToolList } from '../tools/tool-list.tsx';
import { useTools } from '../tools/tools.ts';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** The tools of this machine, to be set up one by one. */
export function ToolsStep() {
  const { data, error } = useTools();
  const found = data?.filter(({ installed }) => installed) ?? [];
  if (error) return <Notice kind="bad">{wordsOf(error)}</Notice>;
  if (!data) return <Spinner>Looking for tools on this machine</Spinner>;
  return (
    <div className="stack">
      <p>Open a tool to see what would be changed. Nothing is changed before you press its button.</p>
      {found.length > 0 ? (
        <ToolList title="On this machine" tools={found} />
      ) : (
        <Notice kind="info">None of the tools that Adit knows was found here.</Notice>
      )}
      <p className="quiet">
        <a href={hrefOf('tools')}>All tools</a> that Adit can set up, also those that are not found here.
      </p>
    </div>
  );
}
