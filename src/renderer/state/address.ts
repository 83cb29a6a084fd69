export const VIEWS = ['runs', 'sweeps', 'studies', 'settings'] as const;
export type View = (typeof VIEWS)[number];

export interface NewRunAddress {
  readonly from: string | undefined;
  /** The epoch of the checkpoint of `from` to begin with; undefined: with initial weights. */
  readonly fork?: number | 'last' | undefined;
}

/** The address of the window: the whole state that back, forward and reload restore. */
export interface Address {
  readonly view: View;
  /** Runs and groups shown in the detail, by their keys; the sweep or the study that is shown. */
  readonly selected: readonly string[];
  /** The filter's text. */
  readonly filter: string;
  /** A key of the list, `-` before it for falling order. */
  readonly sort: string;
  /** The run whose losses are laid over those of the one selected. */
  readonly over: string | undefined;
  /** Whether the list shows the trash. */
  readonly trash: boolean;
  /** The side panel of a run that is open; empty where none is. */
  readonly tab: string;
  /** In a comparison: the compared metric and the key of the base; undefined for the defaults. */
  readonly metric: string | undefined;
  /** In a comparison: the primary metric; undefined for the default. */
  readonly primary: string | undefined;
  readonly base: string | undefined;
  /** The snapshot that the player shows; undefined follows the newest. */
  readonly epoch: number | undefined;
  /** The drawer over the split: a new run, filled in like `from` where there is one, or a fork of it. */
  readonly newRun: NewRunAddress | undefined;
  /** The drawer of a new sweep, over the settings of `from` where there is one. */
  readonly newSweep: { readonly from: string | undefined } | undefined;
}

export const START: Address = {
  view: 'runs',
  selected: [],
  filter: '',
  sort: '-created',
  over: undefined,
  trash: false,
  tab: '',
  metric: undefined,
  primary: undefined,
  base: undefined,
  epoch: undefined,
  newRun: undefined,
  newSweep: undefined,
};

/** `#/runs/ID,ID?filter=…`: what is as at the start is left out. */
export function formatAddress(address: Address): string {
  const { view, selected, over, filter, sort, trash, tab, metric, primary, base, epoch, newRun, newSweep } = address;
  const path = ['#', view, ...(selected.length > 0 ? [selected.map(encodeURIComponent).join(',')] : [])].join('/');
  const settings = new URLSearchParams();
  if (over !== undefined) settings.set('over', over);
  if (filter !== START.filter) settings.set('filter', filter);
  if (sort !== START.sort) settings.set('sort', sort);
  if (trash) settings.set('trash', '');
  if (tab !== START.tab) settings.set('tab', tab);
  if (metric !== undefined) settings.set('metric', metric);
  if (primary !== undefined) settings.set('primary', primary);
  if (base !== undefined) settings.set('base', base);
  if (epoch !== undefined) settings.set('epoch', String(epoch));
  if (newRun) settings.set('new', newRun.from ?? '');
  if (newRun?.fork !== undefined) settings.set('fork', String(newRun.fork));
  if (newSweep) settings.set('sweep', newSweep.from ?? '');
  const text = settings.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The address that a hash says; what it says wrongly is as at the start. */
export function parseAddress(hash: string): Address {
  const [path, text = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view, selected = ''] = path.split('/');
  const settings = new URLSearchParams(text);
  const epoch = settings.get('epoch');
  return {
    view: VIEWS.find((one) => one === view) ?? 'runs',
    selected: selected === '' ? [] : selected.split(',').map(decoded),
    over: settings.get('over') || undefined,
    filter: settings.get('filter') ?? START.filter,
    sort: settings.get('sort') ?? START.sort,
    trash: settings.has('trash'),
    tab: settings.get('tab') ?? START.tab,
    metric: settings.get('metric') || undefined,
    primary: settings.get('primary') || undefined,
    base: settings.get('base') || undefined,
    epoch: epoch !== null && /^\d+$/.test(epoch) ? Number(epoch) : undefined,
    newRun: settings.has('new') ? { from: settings.get('new') || undefined, fork: forkOf(settings) } : undefined,
    newSweep: settings.has('sweep') ? { from: settings.get('sweep') || undefined } : undefined,
  };
}

function forkOf(settings: URLSearchParams): NewRunAddress['fork'] {
  const epoch = settings.get('fork');
  if (epoch === null) return undefined;
  return /^\d+$/.test(epoch) ? Number(epoch) : 'last';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
