import { restoreStore } from '../../../../src/main/store/care/restore.ts';

const [path, backup] = process.argv.slice(2);
console.log('begins');
// Again and again, until it is killed.
for (;;) restoreStore(path, backup);
