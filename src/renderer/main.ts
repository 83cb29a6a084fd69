import './theme/variables.css';
import './theme/base.css';
import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';
import { detailView, otherViews } from './deferred-views.ts';
import { reportUnexpectedError, reportUnexpectedErrors } from './state/unexpected-errors.ts';
import { loadFonts } from './theme/fonts.ts';

// The page's policy allows no code made from text, which zod would try.
z.config({ jitless: true });

reportUnexpectedErrors();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

const missing = await loadFonts();
mount(App, { target });
for (const error of missing) reportUnexpectedError(error);

// In advance, so that no view waits for its code, and a build that replaces the files later takes none of it away.
await detailView.load();
await otherViews.load();
