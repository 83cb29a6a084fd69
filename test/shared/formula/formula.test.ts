import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { math } from '#formula-library';
import { parseFormula, type Formula } from '../../../src/shared/formula/formula.ts';

function formula(text: string, variables: readonly string[] = ['x']): Formula {
  const parsed = parseFormula(text, variables);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.formula;
}

function refused(text: string, variables: readonly string[] = ['logit']): string {
  const parsed = parseFormula(text, variables);
  return parsed.ok ? `is read as ${parsed.formula.text}` : parsed.message;
}

describe('a formula', () => {
  it('is computed as mathematics writes it', () => {
    const at2 = (text: string) => formula(text).evaluate([2]);
    expect(at2('-x^2')).toBe(-4);
    expect(at2('(-x)^2')).toBe(4);
    expect(at2('2^x^3')).toBe(256);
    expect(at2('1 / 2 * x')).toBe(1);
    expect(at2('3 - x - 1')).toBe(0);
    expect(at2('−x · 3')).toBe(-6);
    expect(at2('5.*x + .5')).toBe(10.5);
    expect(at2('pow(x, 10)')).toBe(1024);
    expect(at2('max(x, 3) - min(x, 3)')).toBe(1);
    expect(at2('sign(-x) + step(x) + step(-x) + abs(-x) + relu(x) + relu(-x)')).toBe(4);
    expect(at2('sqrt(8 * x) + log(e^x) + expm1(0) + log1p(0)')).toBeCloseTo(6, 14);
    expect(at2('sin(pi / x) + cos(pi / x) + tanh(0) + exp(0)')).toBeCloseTo(2, 14);
  });

  it('takes several variables in their order', () => {
    const both = formula('real - 2 * fake', ['real', 'fake']);
    expect(both.evaluate([7, 2])).toBe(3);
    expect(both.uses('fake')).toBe(true);
    expect(formula('real', ['real', 'fake']).uses('fake')).toBe(false);
  });

  it('has one text, however it was written', () => {
    expect(formula('exp( -(x^4)/4 )').text).toBe('exp(-x ^ 4 / 4)');
    expect(formula('exp(-x^4/4)').text).toBe('exp(-x ^ 4 / 4)');
    expect(formula('(x - 1) - (x - 2)').text).toBe('x - 1 - (x - 2)');
  });

  it.each([`x${'+x'.repeat(124)}`, `1${'*-x'.repeat(83)}`, `max(x,1)${'+exp(-x)'.repeat(40)}`, `x${'^x'.repeat(124)}`])(
    'may be as long without spaces as with them: %s',
    (text) => {
      const { text: normal } = formula(text);
      expect(normal.length).toBeGreaterThan(text.length);
      expect(formula(normal).text).toBe(normal);
    },
  );

  it('is parsed once, however often it is read', () => {
    const parse = vi.spyOn(math(), 'parse');
    onTestFinished(() => parse.mockRestore());
    const [first, again] = [formula('x + 0.123'), formula('x + 0.123')];
    expect(parse).toHaveBeenCalledTimes(2);
    expect(again).toBe(first);
    // Of other variables it is another.
    expect(formula('x + 0.123', ['y', 'x']).evaluate([5, 1])).toBe(1 + 0.123);
    expect(refused('x + 0.123')).toMatch(/x is not known/);
  });

  it('is read back from its text as the same function, to the last bit', () => {
    fc.assert(
      fc.property(expressions, points, (text, [x, y]) => {
        const first = formula(text, ['x', 'y']);
        const again = formula(first.text, ['x', 'y']);
        expect(again.text).toBe(first.text);
        expect(again.evaluate([x, y])).toBe(first.evaluate([x, y]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a formula that cannot be read', () => {
  it.each([
    ['', 'character 1: the formula is empty'],
    [
      'softplus(-logit',
      'character 16: a closing bracket is missing; the bracket opened at character 9 is never closed',
    ],
    [
      '(logit + (1 - logit)',
      'character 21: a closing bracket is missing; the bracket opened at character 1 is never closed',
    ],
    ['logit)', 'character 6: this closing bracket was never opened'],
    ['2 *', 'character 4: a value is missing'],
    ['logit + * 2', 'character 9: a value is missing'],
    ['()', 'character 2: a value is missing'],
    ['sofplus(logit)', 'character 1: sofplus is not known in a formula; did you mean softplus?'],
    ['1 + logits', 'character 5: logits is not known in a formula; did you mean logit?'],
    ['2logit', 'character 2: a sign is missing between 2 and logit; write * to multiply'],
    ['logit (2)', 'character 7: logit is not a function; write * to multiply'],
    ['exp logit', 'character 4: after exp a bracket is missing; write exp(…)'],
    ['max(logit)', 'character 1: max takes 2 values, but has 1 here'],
    ['1 - exp(max(logit, 0), 2)', 'character 5: exp takes 1 value, but has 2 here'],
    ['logit**2', 'character 6: ** is not known; write ^ for a power'],
    ['logit²', 'character 6: ² is not allowed in a formula; write ^2'],
    [
      '0,5 * logit',
      'character 2: a comma is allowed only between the values of a function; write decimals with a point',
    ],
    ['logit + 1e999', 'character 9: a number is too large'],
  ])('says of %j what is wrong and where', (text, message) => {
    expect(refused(text)).toBe(message);
  });

  it.each([
    'logit = 1',
    'f(logit) = 1',
    'logit.constructor',
    'logit["constructor"]',
    'constructor',
    'toString()',
    '__proto__',
    'hasOwnProperty(1)',
    'import(logit)',
    'evaluate(1)',
    'logit; 1',
    '[1, 2]',
    '{a: 1}',
    '1:2',
    'logit > 1 ? 2 : 3',
    'logit!',
    "logit'",
    'logit mod 2',
    'true',
    'i',
    'Infinity',
    'NaN',
    '"text"',
  ])('is refused where it is more than numbers, names and signs: %s', (text) => {
    expect(refused(text)).toMatch(/^character \d+: /);
  });

  it('is refused where it is too long or too deep', () => {
    expect(refused('1+'.repeat(125) + '1')).toBe(
      'character 251: the formula is too long; use 250 numbers, names and signs or fewer',
    );
    expect(refused('1' + ' '.repeat(10_000))).toBe(
      'character 10001: the formula is too long; use 10000 characters or fewer',
    );
    expect(refused('('.repeat(41) + '1' + ')'.repeat(41))).toBe(
      'character 41: the brackets are nested too deep; use 40 or fewer',
    );
  });

  it('is as long with the brackets that it is kept with as without them', () => {
    const powers = Array.from({ length: 50 }, () => 'logit^-2').join('+');
    const parsed = parseFormula(powers, ['logit']);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.formula.text).toMatch(/^logit \^ \(-2\) \+ /);
    expect(parseFormula(parsed.formula.text, ['logit'])).toMatchObject({
      ok: true,
      formula: { text: parsed.formula.text },
    });
    expect(refused(`${powers}+1`)).toMatch(/: the formula is too long; use 250 numbers, names and signs/);
  });

  it('is told for any text at all', () => {
    const pieces = fc.constantFrom(
      'x',
      '1',
      '.',
      'e',
      '(',
      ')',
      ',',
      '+',
      '-',
      '*',
      '/',
      '^',
      ' ',
      'exp',
      'max',
      '=',
      '[',
      '"',
      '\n',
      '²',
      'ö',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const parsed = parseFormula(text, ['x']);
          if (!parsed.ok) expect(parsed.at).toBeLessThanOrEqual(text.length);
          else expect(parsed.formula.slope('x').evaluate([0.5])).toBeTypeOf('number');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the slope of a formula', () => {
  it('is the finite difference, of any expression of all functions', () => {
    let compared = 0;
    fc.assert(
      fc.property(expressions, points, fc.constantFrom(0, 1), (text, point, which) => {
        const known = formula(text, ['x', 'y']);
        const slope = known.slope(['x', 'y'][which]).evaluate(point);
        const coarse = differences(known, point, which, 1e-4);
        const fine = differences(known, point, which, 5e-5);
        // What is large has differences of its own rounding alone.
        if (!(Math.abs(known.evaluate(point)) + Math.abs(fine.central) < 1e4) || !Number.isFinite(slope)) return;
        // At a pole or a corner the differences themselves do not agree.
        const tolerance = 1e-7 * (1 + Math.abs(fine.central));
        if (Math.abs(coarse.central - fine.central) > tolerance) return;
        if (Math.abs(coarse.bend - 2 * fine.bend) > tolerance) return;
        compared++;
        expect(Math.abs(slope - fine.central), `${known.text} at ${point.join(', ')}`).toBeLessThan(
          1e-5 * (1 + Math.abs(fine.central)),
        );
      }),
      { numRuns: 3000, seed: 19 },
    );
    expect(compared).toBeGreaterThan(1500);
  });

  it('is PyTorch’s where a function has a corner', () => {
    const slope = (text: string, x: number) => formula(text).slope('x').evaluate([x]);
    expect(slope('relu(x)', 0)).toBe(0);
    expect(slope('abs(x)', 0)).toBe(0);
    expect(slope('max(x, 0)', 0)).toBe(0.5);
    expect(slope('min(x, 0)', 0)).toBe(0.5);
    expect(slope('max(x, 2 * x)', 0)).toBe(1.5);
    expect(slope('sign(x) * step(x)', 3)).toBe(0);
  });

  it('is there for logits of any size', () => {
    for (const logit of [-800, 800]) {
      expect(formula('softplus(-x)').evaluate([logit])).toBe(logit < 0 ? 800 : 0);
      expect(formula('softplus(-x)').slope('x').evaluate([logit])).toBeCloseTo(logit < 0 ? -1 : 0, 15);
      expect(formula('sigmoid(x)').slope('x').evaluate([logit])).toBe(0);
    }
  });

  // Computed to 50 digits by Python's decimal: binary_cross_entropy_with_logits against 1 and 0, and their gradients.
  it.each([
    [-40, 40, -1, 4.248354255291589e-18, 4.248354255291589e-18],
    [-1.5, 1.7014132779827524, -0.8175744761936437, 0.20141327798275246, 0.18242552380635635],
    [0, 0.6931471805599453, -0.5, 0.6931471805599453, 0.5],
    [0.7, 0.40318604888545784, -0.3318122278318339, 1.1031860488854579, 0.668187772168166],
    [3, 0.04858735157374206, -0.04742587317756678, 3.048587351573742, 0.9525741268224333],
    [40, 4.248354255291589e-18, -4.248354255291589e-18, 40, 1],
  ])('and its value are those of binary cross-entropy at logit %d', (logit, real, realSlope, fake, fakeSlope) => {
    const near = (value: number, right: number) =>
      expect(Math.abs(value - right)).toBeLessThanOrEqual(4e-16 * Math.abs(right));
    const [onReal, onFake] = [formula('softplus(-logit)', ['logit']), formula('softplus(logit)', ['logit'])];
    near(onReal.evaluate([logit]), real);
    near(onReal.slope('logit').evaluate([logit]), realSlope);
    near(onFake.evaluate([logit]), fake);
    near(onFake.slope('logit').evaluate([logit]), fakeSlope);
  });

  it('and its value are those of least squares and of hinge', () => {
    const leastSquares = formula('(logit - 1)^2 / 2', ['logit']);
    const hinge = formula('relu(1 - logit)', ['logit']);
    const asMaximum = formula('max(0, 1 - logit)', ['logit']);
    for (const logit of [-2.5, -1, 0, 0.25, 1.75]) {
      expect(leastSquares.evaluate([logit])).toBe(((logit - 1) * (logit - 1)) / 2);
      expect(leastSquares.slope('logit').evaluate([logit])).toBe(logit - 1);
      for (const one of [hinge, asMaximum]) {
        expect(one.evaluate([logit])).toBe(logit < 1 ? 1 - logit : 0);
        expect(one.slope('logit').evaluate([logit])).toBeCloseTo(logit < 1 ? -1 : 0, 15);
      }
    }
  });

  it('has slopes of its own', () => {
    const second = (text: string, x: number) => formula(text).slope('x').slope('x').evaluate([x]);
    expect(second('x^3', 2)).toBe(12);
    expect(second('softplus(x)', 0)).toBe(0.25);
    expect(second('relu(x)^2', 3)).toBe(2);
  });
});

/** Points of [−2, 2]², on none of the corners that expressions of these numbers have. */
const points = fc
  .tuple(fc.integer({ min: -200, max: 199 }), fc.integer({ min: -200, max: 199 }))
  .map(([x, y]): [number, number] => [(x + 0.3137) / 100, (y + 0.7271) / 100]);

/** Any expression of x and y with every function and sign. */
const expressions = fc
  .letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('x', 'y', '2', '0.5', 'pi', 'e', 'x', 'y'),
      fc
        .tuple(
          fc.constantFrom(
            'exp',
            'expm1',
            'log',
            'log1p',
            'sqrt',
            'sin',
            'cos',
            'tanh',
            'abs',
            'sign',
            'step',
            'relu',
            'softplus',
            'sigmoid',
            '-',
            '+',
          ),
          tie('expression'),
        )
        .map(([name, inner]) => `${name}(${inner})`),
      fc
        .tuple(fc.constantFrom('min', 'max', 'pow'), tie('expression'), tie('expression'))
        .map(([name, u, v]) => `${name}(${u}, ${v})`),
      fc
        .tuple(fc.constantFrom('+', '-', '*', '/', '^'), tie('expression'), tie('expression'))
        .map(([sign, u, v]) => `(${u}) ${sign} (${v})`),
    ),
  }))
  .expression.filter((text) => text.length <= 200);

/** The central difference, and by how much the slope to the right is more than that to the left. */
function differences(known: Formula, point: readonly [number, number], which: 0 | 1, step: number) {
  const moved = (by: number) => known.evaluate(point.map((value, index) => (index === which ? value + by : value)));
  const [left, here, right] = [moved(-step), moved(0), moved(step)];
  return { central: (right - left) / (2 * step), bend: (right - 2 * here + left) / step };
}
