import { shortValue } from '../../shared/config/label.ts';
import type { FilterValue } from '../../shared/filter/expression.ts';
import { runFields } from '../../shared/filter/run-fields.ts';
import { fullText, recordedText, type WriteNumber } from '../../shared/number-text.ts';
import type { Column } from './columns.ts';
import { METRIC_KEYS, SETTING_KEYS } from './filter-completion.ts';
import { fieldOfGroup, usualGroupColumn, type GroupColumn } from './group-columns.ts';

const WIDTH = 120;

const METRICS = new Set(METRIC_KEYS.map(({ key }) => key));

function fieldText(value: FilterValue, write: WriteNumber): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? write(value) : value;
}

/** A column of a setting or a metric, by the key that filters know it by. */
function fieldColumn({ key, name }: { readonly key: string; readonly name: string }): Column {
  const isMetric = METRICS.has(key);
  const sortKey: Column['sortKey'] = ({ run, summaries }) => runFields(run, summaries)(key);
  return {
    key,
    title: name,
    width: WIDTH,
    align: isMetric ? 'end' : 'start',
    text: (row) => fieldText(sortKey(row), isMetric ? recordedText : shortValue),
    full: (row) => fieldText(sortKey(row), isMetric ? fullText : shortValue),
    sortKey,
  };
}

/** Columns that can be shown besides the usual ones. */
export const SETTING_COLUMNS: readonly Column[] = SETTING_KEYS.map(fieldColumn);
export const METRIC_COLUMNS: readonly Column[] = METRIC_KEYS.map(fieldColumn);

/** What a column shows of a group: of a setting or metric what its runs share, else the median over those that count. */
export function groupColumnOf(column: Column): GroupColumn {
  const usual = usualGroupColumn(column.key);
  if (usual) return usual;
  const write = METRICS.has(column.key) ? recordedText : shortValue;
  return {
    text: (group) => fieldText(fieldOfGroup(group, column.sortKey), write),
    sortKey: (group) => fieldOfGroup(group, column.sortKey),
  };
}
