import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import './ui/tokens.css';
import './ui/base.css';
import './ui/kit.css';
import './ui/page.css';
import './app/app.css';
import './identity/identity.css';
import './settings/settings.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the screens.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
