import { describe, expect, test } from 'vitest';
import { blasEnvironment, blasOf } from '../../../src/main/app/benchmark/blas.ts';

const DEBIAN = '/usr/lib/x86_64-linux-gnu';
const NUMPYS = '/usr/lib/python3/dist-packages/numpy.libs/libscipy_openblas64_-32a4b2a6.so';

describe('the BLAS of a PyTorch that the benchmark races with', () => {
  test.each([
    ['open', [`${DEBIAN}/blas/libblas.so.3.11.0`, NUMPYS], 'the reference BLAS', true],
    ['open', [`${DEBIAN}/openblas-pthread/libblas.so.3`], 'OpenBLAS', false],
    ['open', [`${DEBIAN}/openblas-pthread/libopenblasp-r0.3.21.so`], 'OpenBLAS', false],
    ['generic', [`${DEBIAN}/blis-pthread/libblas.so.4`], 'BLIS', false],
    ['generic', [`${DEBIAN}/atlas/libblas.so.3`], 'ATLAS', false],
    ['mkl', [NUMPYS], 'MKL', false],
    ['accelerate', [], 'Accelerate', false],
    ['', [], 'an unknown BLAS', false],
  ] as const)('built with "%s", with %j loaded, is %s', (built, libraries, name, isReference) => {
    expect(blasOf({ built, libraries })).toEqual({ name, isReference });
  });

  test('is not slowed down by variables of this environment, and kept to one thread', () => {
    const environment = { PATH: '/bin', OPENBLAS_CORETYPE: 'Prescott', OPENBLAS_L2_SIZE: '1', MKL_CBWR: 'COMPATIBLE' };
    expect(blasEnvironment({ ...environment, OPENBLAS_NUM_THREADS: '2' })).toEqual({
      PATH: '/bin',
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
      OMP_NUM_THREADS: '1',
    });
  });
});
