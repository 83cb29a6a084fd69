import type { STUDIES_CHANNELS, STUDIES_REQUESTS } from '../../../shared/api/studies.ts';
import type { Application } from '../application.ts';
import { askQuestion } from '../../experiments/asked-question.ts';
import { storedFiles } from '../../files/data/files.ts';
import { newId } from '../../store/new-id.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function studiesRequests(application: Application): RequestHandlers<typeof STUDIES_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'studies.save': (study) => {
      const id = newId();
      store().studies.insert({ ...study, id, createdAt: new Date().toISOString() });
      application.experimentsChanged();
      return { study: id };
    },
    'studies.change': ({ study, ...change }) => {
      store().studies.change(study, change);
      application.experimentsChanged();
      return undefined;
    },
    'studies.remove': ({ study }) => {
      store().studies.remove(study);
      application.experimentsChanged();
      return undefined;
    },
    'studies.restore': (study) => {
      if (
        store()
          .studies.list()
          .some(({ id }) => id === study.id)
      )
        return undefined;
      store().studies.insert(study);
      application.experimentsChanged();
      return undefined;
    },
    'studies.ask': ({ run, question, guess }) => {
      const { workbench } = application;
      const study = askQuestion(workbench, (config) => storedFiles(config, workbench.store), {
        run,
        question,
        guess,
      });
      application.experimentsChanged();
      return { study: study.id };
    },
  };
}

export function studiesChannels(application: Application): ChannelHandlers<typeof STUDIES_CHANNELS> {
  return {
    studies: (_input, ready) =>
      stateFeed(
        () => ({ studies: application.workbench.store.studies.list() }),
        (changed) => application.watchExperiments(changed),
        ready,
      ),
  };
}
