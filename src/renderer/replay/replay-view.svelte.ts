import { onDestroy } from 'svelte';
import type { Player } from '../player/player.svelte.ts';
import type { Subject } from '../state/subjects.svelte.ts';
import { members, pageSize } from './members.ts';
import { Replay } from './replay.svelte.ts';
import { replayedMembers } from './replayed-member.ts';

/** What a replay shows: one page of the runs and groups, with the choices of the user. Made while a component is set up. */
export class ReplayView {
  readonly player: Player;
  readonly #subjects: () => readonly Subject[];
  /** Whether averaged generators are drawn where they are kept. */
  hasAveraged = $state(true);
  #first = $state(0);
  /** The run that is shown of a group in the place of all its seeds, by the group's key. */
  #chosen = $state.raw<Readonly<Record<string, string>>>({});

  constructor(subjects: () => readonly Subject[], player: Player) {
    this.#subjects = subjects;
    this.player = player;
    const replay = new Replay(player);
    onDestroy(() => replay.close());
    // Before the page is built: meanwhile the workbench reads what the players show, and then, while they are drawn, the series.
    $effect.pre(() => replay.show(this.#ids === '' ? [] : this.#ids.split(',')));
  }

  readonly all = $derived.by(() => members(this.#subjects(), this.#chosen));
  readonly size = $derived.by(() => pageSize(this.#subjects()));
  readonly from = $derived.by(() => (this.#first < this.all.length ? this.#first : 0));
  readonly #members = $derived.by(() => this.all.slice(this.from, this.from + this.size));
  readonly #ids = $derived.by(() => {
    const ids = this.#members.flatMap(({ runs }) => runs);
    return ids.filter((id, index) => ids.indexOf(id) === index).join();
  });
  readonly replayed = $derived.by(() => replayedMembers(this.#members, this.player.runs));
  readonly keepsAverage = $derived.by(() => this.player.runs.some(({ shown }) => shown?.frame.averaged !== undefined));
  /** Epochs from one snapshot to the next, of the run that takes most. */
  readonly every = $derived.by(() =>
    Math.min(this.player.length, ...this.player.runs.map(({ watched: { run } }) => run?.config.snapshots.every ?? 1)),
  );
  /** What a page has: seeds of one group, or what is compared. */
  readonly what = $derived.by(() => (this.#subjects().length === 1 ? 'seeds' : 'compared'));

  turnTo(first: number): void {
    this.#first = first;
  }

  /** Shows one run of a group; undefined: all its seeds. */
  choose(key: string, run: string | undefined): void {
    this.#chosen = { ...this.#chosen, [key]: run ?? '' };
  }
}
