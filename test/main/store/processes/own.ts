import { acquireOwner } from '../../../../src/main/store/owners.ts';

/** Becomes an owner, says its id, and lives until killed. */
console.log(acquireOwner(process.argv[2]).id);
setInterval(() => undefined, 1000);
