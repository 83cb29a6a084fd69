import { BasicPlatform, Chart } from 'chart.js';
import { z } from 'zod';
import { WorkbenchError } from '../errors.ts';
import { pictureOf } from './picture.ts';
import type { Figure } from './theme.ts';

export type StepValue = string | number | boolean | readonly number[];

/** A method call or a property assignment of a canvas context: the name, then the arguments or the value. */
export type Step = readonly [name: string, ...values: StepValue[]];

/** A figure as the drawing steps on a canvas of this size, in CSS pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly steps: readonly Step[];
}

/** Allowed calls of a context, with their least and most arguments. */
const METHODS = new Map<string, readonly [least: number, most: number]>([
  ['save', [0, 0]],
  ['restore', [0, 0]],
  ['beginPath', [0, 0]],
  ['closePath', [0, 0]],
  ['moveTo', [2, 2]],
  ['lineTo', [2, 2]],
  ['bezierCurveTo', [6, 6]],
  ['quadraticCurveTo', [4, 4]],
  ['arc', [5, 6]],
  ['ellipse', [7, 8]],
  ['rect', [4, 4]],
  ['clip', [0, 1]],
  ['fill', [0, 1]],
  ['stroke', [0, 0]],
  ['fillRect', [4, 4]],
  ['strokeRect', [4, 4]],
  ['fillText', [3, 4]],
  ['strokeText', [3, 4]],
  ['translate', [2, 2]],
  ['rotate', [1, 1]],
  ['setLineDash', [1, 1]],
]);

const PROPERTIES = new Map<string, 'string' | 'number'>([
  ['fillStyle', 'string'],
  ['strokeStyle', 'string'],
  ['lineWidth', 'number'],
  ['lineCap', 'string'],
  ['lineJoin', 'string'],
  ['lineDashOffset', 'number'],
  ['miterLimit', 'number'],
  ['font', 'string'],
  ['textAlign', 'string'],
  ['textBaseline', 'string'],
  ['globalAlpha', 'number'],
]);

/** Steps that a picture does not need: Chart.js clears the canvas and sets its scale, and no figure has a shadow. */
const UNNEEDED = new Set(['clearRect', 'setTransform', 'resetTransform']);
const UNNEEDED_PROPERTIES = new Set(['shadowBlur', 'shadowColor', 'shadowOffsetX', 'shadowOffsetY']);
/** Calls that change how text is measured. */
const OF_STATE = new Set(['save', 'restore']);

/** A context that measures text while a drawing is recorded, in the page or outside it. */
export interface MeasuringContext {
  font: string;
  measureText(text: string): { readonly width: number };
}

/** CSS pixels of the largest page in the smallest font. */
const LARGEST_SIDE = 12_000;

/** CSS pixels; a smaller plot shows nothing useful. */
const LEAST_PLOT = 70;

/**
 * Records the steps that draw a figure at a size. Chart.js draws as usual, on a context that records each step.
 * @throws WorkbenchError `no-room` if words and numbers leave no room for the plot.
 */
export function recordDrawing(
  figure: Figure,
  {
    width,
    height,
    background,
  }: { readonly width: number; readonly height: number; readonly background?: string | undefined },
  measuring: MeasuringContext,
): Drawing {
  const steps: Step[] = [];
  const canvas: RecordedCanvas = { width, height, getContext: () => context };
  const context: object = recorder(measuring, canvas, steps);
  const picture = pictureOf(figure, { scale: 1, background });
  const configuration = {
    ...picture,
    platform: BasicPlatform,
    // Chart.js draws lines of one style as a Path2D in the page, which cannot be read; lines with segments are drawn
    // step by step.
    data: { ...picture.data, datasets: picture.data.datasets.map(withSegments) },
  };
  // Its types require a canvas of the page.
  const chart = Reflect.construct(Chart, [canvas, configuration]) as Chart;
  const { chartArea } = chart;
  const drawn = steps.slice();
  chart.destroy();
  if (chartArea.width < LEAST_PLOT || chartArea.height < LEAST_PLOT) {
    throw new WorkbenchError(
      'no-room',
      'At this size the text leaves no room for the plot: make the picture larger or its font smaller.',
    );
  }
  return { width, height, steps: drawn };
}

/**
 * The steps of what `draw` does on a context that notes each of them. `insert` puts in a drawing made before, its corner at a place.
 */
export function recordSteps<Context extends MeasuringContext>(
  measuring: Context,
  { width, height }: Pick<Drawing, 'width' | 'height'>,
  draw: (context: Context, insert: (drawing: Drawing, x: number, y: number) => void) => void,
): Drawing {
  const steps: Step[] = [];
  const canvas: RecordedCanvas = { width, height, getContext: () => context };
  const context = recorder(measuring, canvas, steps) as Context;
  draw(context, (drawing, x, y) => {
    steps.push(['save'], ['translate', x, y], ...drawing.steps, ['restore']);
  });
  return { width, height, steps };
}

interface RecordedCanvas {
  width: number;
  height: number;
  readonly getContext: () => object;
}

function withSegments<Dataset extends object>(dataset: Dataset): Dataset {
  return { ...dataset, segment: {} };
}

function recorder(measuring: MeasuringContext, canvas: RecordedCanvas, steps: Step[]): object {
  return new Proxy(measuring, {
    get(target, name) {
      if (name === 'canvas') return canvas;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      if (UNNEEDED.has(name)) return () => undefined;
      const call = (...values: unknown[]): unknown => Reflect.apply(value, target, values) as unknown;
      if (!METHODS.has(name)) return name.startsWith('measure') ? call : () => unknownStep(name);
      return (...values: unknown[]) => {
        // Chart.js passes undefined for omitted trailing arguments.
        const given = values.filter((one) => one !== undefined);
        // A canvas ignores calls with coordinates that are not finite.
        if (given.every((one) => typeof one !== 'number' || Number.isFinite(one))) steps.push(stepOf([name, ...given]));
        if (OF_STATE.has(name)) call();
      };
    },
    set(target, name, value: unknown) {
      if (typeof name !== 'string' || UNNEEDED_PROPERTIES.has(name)) return true;
      if (PROPERTIES.has(name)) steps.push(stepOf([name, value]));
      return Reflect.set(target, name, value, target);
    },
  });
}

function unknownStep(name: string): never {
  throw new WorkbenchError('bad-drawing', `A vector picture cannot hold this step of a drawing: ${name}.`);
}

/** Checks a recorded or received step. Throws WorkbenchError `bad-drawing` if it is not valid. */
export function stepOf(value: unknown): Step {
  if (!Array.isArray(value)) return unknownStep(String(value));
  const [name, ...values] = value as readonly unknown[];
  if (typeof name !== 'string' || !fits(name, values)) return unknownStep(JSON.stringify(value).slice(0, 100));
  return value as unknown as Step;
}

function fits(name: string, values: readonly unknown[]): values is readonly StepValue[] {
  const type = PROPERTIES.get(name);
  if (type !== undefined) return values.length === 1 && typeof values[0] === type;
  const [least, most] = METHODS.get(name) ?? [1, 0];
  if (values.length < least || values.length > most) return false;
  return values.every((one, index) => isValue(one, name, index));
}

function isValue(value: unknown, name: string, index: number): boolean {
  switch (name) {
    case 'fillText':
    case 'strokeText':
      return index === 0 ? typeof value === 'string' : typeof value === 'number';
    case 'setLineDash':
      return Array.isArray(value) && value.every((one) => typeof one === 'number');
    case 'clip':
    case 'fill':
      return value === 'evenodd' || value === 'nonzero';
    default:
      return typeof value === 'number' || typeof value === 'boolean';
  }
}

const drawingSchema = z.strictObject({
  width: z.number().positive().max(LARGEST_SIDE),
  height: z.number().positive().max(LARGEST_SIDE),
  steps: z.array(z.unknown()),
});

/** Parses a drawing from JSON. Throws WorkbenchError `bad-drawing` if it is not valid. */
export function parseDrawing(json: string): Drawing {
  const { success, data } = drawingSchema.safeParse(valueOf(json));
  if (!success) return unknownStep('its size or its list of steps');
  return { ...data, steps: data.steps.map(stepOf) };
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Draws recorded steps on a context. */
export function replayDrawing({ steps }: Drawing, context: object): void {
  for (const [name, ...values] of steps) {
    if (PROPERTIES.has(name)) Reflect.set(context, name, values[0], context);
    else Reflect.apply(Reflect.get(context, name, context) as (...given: unknown[]) => unknown, context, values);
  }
}
