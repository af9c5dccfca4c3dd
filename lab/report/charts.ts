// Charts of the report as inline SVG: no script, no font, no network, readable in print and for the colour-blind, since
// each line has its own dash and name.
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const size = { width: 640, height: 300, left: 56, right: 150, top: 16, bottom: 40 };
const colours = ['#0b6e99', '#c4571b', '#2f7d32', '#7a3e9d', '#8a6d00', '#555555'];
const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 4'];

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function lineChart(title: string, xName: string, yName: string, series: readonly Series[]): string {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y));
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(0, ...ys), Math.max(...ys, 1e-9)];
  const right = size.width - size.right;
  const bottom = size.height - size.bottom;
  const atX = (x: number) => size.left + ((x - x0) / (x1 - x0 || 1)) * (right - size.left);
  const atY = (y: number) => bottom - ((y - y0) / (y1 - y0 || 1)) * (bottom - size.top);
  const ticks = (from: number, to: number) => Array.from({ length: 6 }, (_, i) => from + ((to - from) * i) / 5);
  const label = (value: number) => (Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(1));
  const grid = [
    ...ticks(y0, y1).map(
      (y) =>
        `<line class="grid" x1="${size.left}" x2="${right}" y1="${atY(y)}" y2="${atY(y)}"/>` +
        `<text x="${size.left - 6}" y="${atY(y) + 4}" text-anchor="end">${label(y)}</text>`,
    ),
    ...ticks(x0, x1).map((x) => `<text x="${atX(x)}" y="${bottom + 16}" text-anchor="middle">${label(x)}</text>`),
  ];
  const lines = series.map(({ name, points }, i) => {
    const colour = colours[i % colours.length];
    const path = points.map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(' ');
    const y = size.top + 14 + 18 * i;
    const stroke = `stroke="${colour}" stroke-width="2" fill="none" stroke-dasharray="${dashes[i % dashes.length]}"`;
    return (
      `<polyline points="${path}" ${stroke}/><line x1="${right + 10}" x2="${right + 34}" y1="${y}" y2="${y}" ${stroke}/>` +
      `<text x="${right + 40}" y="${y + 4}">${escaped(name)}</text>`
    );
  });
  return figure(title, size.height, [
    ...grid,
    ...lines,
    `<text x="${(size.left + right) / 2}" y="${size.height - 6}" text-anchor="middle">${escaped(xName)}</text>`,
    `<text x="12" y="${(size.top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(size.top + bottom) / 2})">${escaped(yName)}</text>`,
  ]);
}

export function barChart(title: string, unit: string, bars: readonly { name: string; value: number }[]): string {
  const step = 26;
  const left = 170;
  const most = Math.max(...bars.map(({ value }) => value), 1e-9);
  const height = step * bars.length + 12;
  return figure(
    title,
    height,
    bars.map(({ name, value }, i) => {
      const y = 6 + step * i;
      const width = (value / most) * (size.width - left - 110);
      return (
        `<text x="${left - 8}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>` +
        `<rect x="${left}" y="${y + 3}" width="${width.toFixed(1)}" height="${step - 8}" fill="${colours[0]}"/>` +
        `<text x="${left + width + 6}" y="${y + 15}">${value.toFixed(value < 10 ? 2 : 0)} ${escaped(unit)}</text>`
      );
    }),
  );
}

function figure(title: string, height: number, parts: readonly string[]): string {
  return (
    `<figure><svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${escaped(title)}">` +
    `${parts.join('')}</svg><figcaption>${escaped(title)}</figcaption></figure>`
  );
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (row: readonly (string | number)[], tag: 'td' | 'th') =>
    row.map((cell) => `<${tag}>${escaped(String(cell))}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
  return `<div class="wide"><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table></div>`;
}
