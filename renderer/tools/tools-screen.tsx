import { wordsOf } from '../api/client.ts';
import { useRoute, wishOf } from '../app/route.ts';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ToolList } from './tool-list.tsx';
import { useTools } from './tools.ts';

/** The tools that can ask Adit: how they stand, and setting them up. */
export function ToolsScreen() {
  const { data, error } = useTools();
  const wish = wishOf(useRoute());
  const found = data?.filter(({ installed }) => installed) ?? [];
  // What is neither here nor possible, as Xcode's on another system than macOS, is left out.
  const others = data?.filter(({ installed, state }) => !installed && state !== null) ?? [];
  return (
    <Page
      title="Tools"
      lead="Set up what you work with. You see each change before it is made, and can always take it back."
    >
      {error && <Notice kind="bad">{wordsOf(error)}</Notice>}
      {!data && !error && <Spinner>Looking for tools on this machine</Spinner>}
      {data && found.length === 0 && <Notice kind="info">None of the tools that Adit knows was found here.</Notice>}
      {found.length > 0 && <ToolList title="On this machine" tools={found} opened={wish} key={`here ${wish}`} />}
      {others.length > 0 && <ToolList title="Not found here" tools={others} opened={wish} key={`elsewhere ${wish}`} />}
    </Page>
  );
}
