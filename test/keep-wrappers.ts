import { setFlagsFromString } from 'node:v8';

// V8 keeps the wrappers by which WebAssembly calls JavaScript as they are until they were called this often. By default it replaces a
// wrapper after 1,000 calls and frees it, and when several threads of a process do so at once it may abort the process:
// `Check failed: jit_page.has_value()`. The only such WebAssembly that runs here is what strips the types in threads started from sources.
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');
