import type { COMPARE_REQUESTS } from '../../../shared/api/compare.ts';
import type { Application } from '../application.ts';
import { readComparedSeries } from '../../experiments/compared-series.ts';
import type { RequestHandlers } from './handlers.ts';

export function compareRequests(application: Application): RequestHandlers<typeof COMPARE_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'compare.series': (request) => readComparedSeries(store(), request),
    'compare.look': ({ groups }) => store().groupLooks.look(groups, new Date().toISOString()),
  };
}
