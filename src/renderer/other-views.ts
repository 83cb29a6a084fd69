/** What the window shows on demand: all but the list of runs and what is beside it. Built as one file, see `deferred-views.ts`. */
export { default as ClosedStore } from './store/ClosedStore.svelte';
export { default as ForkDrawer } from './new-run/ForkDrawer.svelte';
export { default as ImportDialog } from './run-files/ImportDialog.svelte';
export { default as NewRunDrawer } from './new-run/NewRunDrawer.svelte';
export { default as NewSweepDrawer } from './new-sweep/NewSweepDrawer.svelte';
export { default as RecoveryReport } from './store/RecoveryReport.svelte';
export { default as SettingsView } from './settings/SettingsView.svelte';
export { default as SourceDialog } from './run-files/SourceDialog.svelte';
export { default as StudiesView } from './studies/StudiesView.svelte';
export { default as SweepsView } from './sweeps/SweepsView.svelte';
