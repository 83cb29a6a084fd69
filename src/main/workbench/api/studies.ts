import type { STUDIES_CHANNELS, STUDIES_REQUESTS } from '../../../shared/api/studies.ts';
import type { Application } from '../application.ts';
import { newId } from '../short-ids.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function studiesRequests(application: Application): RequestHandlers<typeof STUDIES_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'studies.save': (study) => {
      const id = newId();
      store().saveStudy({ ...study, id, createdAt: new Date().toISOString() });
      application.experimentsChanged();
      return { study: id };
    },
    'studies.change': ({ study, ...change }) => {
      store().changeStudy(study, change);
      application.experimentsChanged();
      return undefined;
    },
    'studies.remove': ({ study }) => {
      store().removeStudy(study);
      application.experimentsChanged();
      return undefined;
    },
  };
}

export function studiesChannels(application: Application): ChannelHandlers<typeof STUDIES_CHANNELS> {
  return {
    studies: (_input, ready) =>
      stateFeed(
        () => ({ studies: application.workbench.store.listStudies() }),
        (changed) => application.watchExperiments(changed),
        ready,
      ),
  };
}
