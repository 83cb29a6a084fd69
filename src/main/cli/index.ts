import { requireNeededNode } from '../needed-node.ts';

requireNeededNode();
await import('./command-line.ts');
