import { Remembered } from '../state/remembered.svelte.ts';

/** What the side panel of a run shows. */
export const PANELS = [
  { key: 'config', title: 'Config' },
  { key: 'networks', title: 'Networks' },
  { key: 'samples', title: 'Samples' },
  { key: 'notes', title: 'Notes' },
] as const;

export type PanelKey = (typeof PANELS)[number]['key'];

export const panelOf = (tab: string): PanelKey | undefined => PANELS.find(({ key }) => key === tab)?.key;

/** The panel that stays open beside the charts of every run; undefined where none is pinned. */
export const pinnedPanel = new Remembered<PanelKey | undefined>('pinned-panel', undefined, (value) =>
  typeof value === 'string' ? panelOf(value) : undefined,
);
