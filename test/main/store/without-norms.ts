import type Database from 'better-sqlite3';
import { sql as views } from '../../../src/main/store/migrations/0005-views.ts';
import { sql as gradientNorms } from '../../../src/main/store/migrations/0018-gradient-norms.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';

/** Makes a store or run file one of the program before norms of gradients were recorded, which no later migration has touched. */
export function withoutNorms(database: Database.Database): void {
  const view = /CREATE VIEW losses AS[^;]+;/.exec(views)?.[0] ?? '';
  database.exec('DROP VIEW losses');
  for (const column of ['gradient_norm_generator', 'gradient_norm_discriminator', 'penalty', 'nan_columns'])
    database.exec(`ALTER TABLE epochs DROP COLUMN ${column}`);
  database.exec(view);
  database.pragma(`user_version = ${MIGRATIONS.indexOf(gradientNorms)}`);
}
