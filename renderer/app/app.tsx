import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followFeed } from '../api/feed.ts';
import { queries } from '../api/queries.ts';
import { Shell } from './shell.tsx';
import { TokenGate } from './token-gate.tsx';

/** The screens, with what all of them need around them. */
export function App() {
  useEffect(followFeed, []);
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider delay={500}>
          <TokenGate>
            <Shell />
          </TokenGate>
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
