import { keepCompiledCode } from '../compiled-code.ts';
import { requireNeededNode } from '../needed-node.ts';

requireNeededNode();
keepCompiledCode();
await import('./serve.ts');
