import { instantiate, type KernelBuild, type Kernels } from './kernels/kernels.ts';
import type { MemoryPlan } from './memory.ts';
import { Rows } from './rows.ts';

/** The memory of an engine, allocated as planned, and the kernels that work in it. */
export class EngineMemory {
  readonly buffer: ArrayBuffer;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly kernels: Kernels;
  readonly rows: Rows;

  /** At `staging` there is room for the rows of a batch. */
  constructor(plan: MemoryPlan, build: KernelBuild, staging: number) {
    const memory = plan.allocate();
    this.buffer = memory.buffer;
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.kernels = instantiate(build, memory);
    this.rows = new Rows(this.kernels, this.floats, staging);
  }
}
