import type { TableLayout } from './table-layout.ts';
import type { Row } from './table-rows.ts';

const TOTAL =
  /^(?:grand |column )?(?:total|sub-?total|sum|mean|average|avg|median|std|min|max|count|summe|gesamt|mittelwert|durchschnitt|somme|totale?|moyenne|media|suma|totaal|gemiddelde)s?:?$/i;

/** Whether the last row of a table sums up the others: a word says so that no row above has in that place. */
export function isTotal(last: Row, { sample }: TableLayout): boolean {
  return last.cells.some(
    (cell, index) => TOTAL.test(cell) && !sample.some((row) => row.line !== last.line && row.cells[index] === cell),
  );
}
