import {
  Filler,
  Legend,
  LinearScale,
  LogarithmicScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  SubTitle,
  Title,
} from 'chart.js';
import type { ChartComponentLike } from 'chart.js';
import annotation from 'chartjs-plugin-annotation';

/** The parts of Chart.js that figures use. Code that draws figures registers them. */
export const FIGURE_COMPONENTS: readonly ChartComponentLike[] = [
  LineController,
  ScatterController,
  LineElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  Filler,
  Title,
  SubTitle,
  Legend,
  annotation,
];
