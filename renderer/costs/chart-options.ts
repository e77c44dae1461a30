import uPlot from 'uplot';
import { money } from '../format/money.ts';

/** Height of the chart in pixels; its axes have a part of it. */
export const HEIGHT = 200;

/** How the chart of days looks: bars for what was paid, and beside them what was saved. Colours are those of `element`. */
export function chartOptions(
  element: HTMLElement,
  width: number,
  days: readonly string[],
  hasSaved: boolean,
): uPlot.Options {
  const color = (token: string) => resolved(element, token);
  const axis = {
    stroke: color('--text-3'),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  const bars = (align: -1 | 0 | 1, token: string): Omit<uPlot.Series, 'label'> => ({
    fill: color(token),
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars?.({ size: [0.34, 26], align, gap: 1, radius: 0.15 }) ?? (() => null),
    value: (_, dollars) => (dollars == null ? '' : money(dollars * 1e6)),
  });
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_, min, max) => [Math.min(0, min), Math.max(0.01, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        gap: 6,
        incrs: [1, 2, 5, 7, 14, 30, 90],
        space: 64,
        values: (_, splits) => splits.map((index) => dayName(days[index])),
      },
      { ...axis, size: 56, values: (_, splits) => splits.map((dollars) => `$${Number(dollars.toPrecision(3))}`) },
    ],
    series: [
      {},
      { label: 'Cost', ...bars(hasSaved ? -1 : 0, '--fresh') },
      { label: 'Saved', ...bars(1, '--read') },
      { label: 'Budget', stroke: color('--bad'), width: 1, dash: [4, 4], points: { show: false } },
    ],
  };
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function dayName(day: string | undefined): string {
  return day ? DAY.format(new Date(`${day}T12:00`)) : '';
}

/** A colour of the tokens as the canvas needs it: light-dark() decided. */
function resolved(element: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
