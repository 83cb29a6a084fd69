export const VIEWS = ['runs', 'sweeps', 'studies', 'settings'] as const;
export type View = (typeof VIEWS)[number];

export interface NewRunAddress {
  readonly from: string | undefined;
  /** The epoch of the checkpoint of `from` to start with; undefined starts with initial weights. */
  readonly fork?: number | 'last' | undefined;
}

/** The address of the window: the whole state that back, forward and reload restore. */
export interface Address {
  readonly view: View;
  /** The keys of the shown runs and groups, or of the shown sweep or study. */
  readonly selected: readonly string[];
  /** The filter's text. */
  readonly filter: string;
  /** The sort key of the list, with `-` before it for descending order. */
  readonly sort: string;
  /** The run whose losses are overlaid on those of the selected one. */
  readonly over: string | undefined;
  /** Whether the list shows the trash. */
  readonly trash: boolean;
  /** The open side panel of a run; empty if none is open. */
  readonly tab: string;
  /** In a comparison: the compared metric and the key of the base; undefined for the defaults. */
  readonly metric: string | undefined;
  /** In a comparison: the primary metric; undefined for the default. */
  readonly primary: string | undefined;
  readonly base: string | undefined;
  /** In a comparison: its subjects in the order that the user has put them in; undefined as they were selected. */
  readonly order: string | undefined;
  /** The epoch that the player shows; undefined follows the newest. */
  readonly epoch: number | undefined;
  /** The drawer of a new run, filled in from the run `from` if given, or of a fork of it. */
  readonly newRun: NewRunAddress | undefined;
  /** The drawer of a new sweep, based on the settings of the run `from` if given. */
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
  order: undefined,
  epoch: undefined,
  newRun: undefined,
  newSweep: undefined,
};

/** `#/runs/ID,ID?filter=…`; parts at their default are omitted. */
export function formatAddress(address: Address): string {
  const { view, selected, over, filter, sort, trash, tab, metric, primary, base, order, epoch, newRun, newSweep } =
    address;
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
  if (order !== undefined) settings.set('order', order);
  if (epoch !== undefined) settings.set('epoch', String(epoch));
  if (newRun) settings.set('new', newRun.from ?? '');
  if (newRun?.fork !== undefined) settings.set('fork', String(newRun.fork));
  if (newSweep) settings.set('sweep', newSweep.from ?? '');
  const text = settings.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Parses a hash to an address; invalid parts get their default. */
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
    order: settings.get('order') || undefined,
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
