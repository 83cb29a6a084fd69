import { tick } from 'svelte';
import type { Study } from '../../shared/api/studies.ts';
import type { RunRow } from '../../shared/api/runs.ts';
import { counted } from '../../shared/counted.ts';
import { groupName } from '../../shared/groups/name.ts';
import { groupKey } from '../../shared/subject.ts';
import { foldedText } from '../../shared/text-order.ts';
import { HEADINGS } from '../settings/headings.ts';
import { windowLocation } from '../state/location.svelte.ts';
import type { Command } from './commands.svelte.ts';

/** Of each kind no more are offered: whoever looks for one of thousands writes more of its name. */
const MOST = 6;

/** Goes to a part of the settings. */
async function showSetting(heading: string): Promise<void> {
  windowLocation.go({ view: 'settings' });
  await tick();
  const headings = document.querySelectorAll('main :is(h2, h3, legend)');
  const found = [...headings].find(({ textContent }) => textContent.trim() === heading);
  found?.scrollIntoView({ block: 'start' });
}

interface Place {
  readonly title: string;
  readonly open: () => void;
}

const show = (selected: string) =>
  windowLocation.go({ view: 'runs', selected: [selected], trash: false, epoch: undefined });

function groupsOf(groups: ReadonlyMap<string, readonly RunRow[]>): Place[] {
  return [...groups].flatMap(([hash, rows]) =>
    rows.length < 2
      ? []
      : [{ title: `Group: ${groupName(rows)} · ${counted(rows.length, 'seed')}`, open: () => show(groupKey(hash)) }],
  );
}

function runsOf(rows: readonly RunRow[]): Place[] {
  return rows.map(({ run }) => ({ title: `Run: ${run.name} · seed ${run.config.seed}`, open: () => show(run.id) }));
}

function studiesOf(studies: readonly Study[]): Place[] {
  return studies.map(({ id, name }) => ({
    title: `Study: ${name}`,
    open: () => windowLocation.go({ view: 'studies', selected: [id], trash: false, epoch: undefined }),
  }));
}

const settingsOf = Object.values(HEADINGS).map((heading): Place => ({
  title: `Settings: ${heading}`,
  open: () => void showSetting(heading),
}));

/** Groups, runs, studies and settings whose names have all of these words: the palette goes to them. */
export function placesNamed(
  words: readonly string[],
  { rows, studies }: { readonly rows: readonly RunRow[]; readonly studies: readonly Study[] },
): Command[] {
  if (words.every((word) => word === '')) return [];
  const present = rows.filter(({ run }) => run.trashedAt === undefined);
  const kinds = [
    groupsOf(Map.groupBy(present, ({ run }) => run.group)),
    runsOf(present),
    studiesOf(studies),
    settingsOf,
  ];
  return kinds.flatMap((places, kind) =>
    places
      .filter(({ title }) => words.every((word) => foldedText(title).includes(word)))
      .slice(0, MOST)
      .map(({ title, open }, index) => ({ id: `place-${kind}-${index}`, title, do: open })),
  );
}
