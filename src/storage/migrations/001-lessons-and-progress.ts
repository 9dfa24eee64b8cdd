import type { Migration } from '../migration.ts';

/** Settings, opened lessons, where the learner stands, and finished lessons. */
export const lessonsAndProgress: Migration = (database) => {
  database.createObjectStore('settings', { keyPath: 'name' });
  database.createObjectStore('lessons', { keyPath: 'id' }).createIndex('openedAt', 'openedAt');
  database.createObjectStore('runs', { keyPath: 'lessonId' }).createIndex('savedAt', 'savedAt');
  const results = database.createObjectStore('results', { keyPath: 'id', autoIncrement: true });
  results.createIndex('finishedAt', 'finishedAt');
  results.createIndex('lessonId', 'lessonId');
};
