import { setFlagsFromString } from 'node:v8';
import { keepCompiledCode } from '../compiled-code.ts';
import { requireNeededNode } from '../needed-node.ts';

requireNeededNode();
keepCompiledCode();
// Without this, threads that start from sources can crash the process: test/keep-wrappers.ts says why.
if (import.meta.url.endsWith('.ts')) setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');
await import('./command-line.ts');
