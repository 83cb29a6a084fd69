import { requireNeededNode } from '../needed-node.ts';

requireNeededNode();
await import('./serve.ts');
