/** An SVG of the canvas with the same shapes in less text: its circles are paths of dozens of curves, and its heat maps a rectangle a cell. */
export function withShortShapes(svg: string): string {
  return svg.replace(/<path ([^>]*)\bd="([^"]*)"([^>]*)\/>/g, circleOf).replace(RECTANGLES, joinedRectangles);
}

/** Curves of a path that may be a circle, at least. */
const LEAST_CURVES = 8;
/** By so much of the radius, or of a pixel, the points of a circle may lie beside it. */
const TOLERANCE = 0.002;

/** The path as a circle where it is one. */
function circleOf(path: string, before: string, d: string, after: string): string {
  const start = /^m([^ q]+) ([^ q]+)((?:q[-\d.e\s,]+)+)z?$/i.exec(d);
  if (!start) return path;
  const curves = start[3].slice(1).split('q');
  if (curves.length < LEAST_CURVES) return path;
  let [x, y] = [Number(start[1]), Number(start[2])];
  const points = curves.map((curve) => {
    const [, , dx, dy] = curve
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    x += dx;
    y += dy;
    return [x, y] as const;
  });
  const [cx, cy] = [0, 1].map((axis) => {
    const places = points.map((point) => point[axis]);
    return (Math.min(...places) + Math.max(...places)) / 2;
  });
  const distances = points.map((point) =>
    Math.sqrt((point[0] - cx) * (point[0] - cx) + (point[1] - cy) * (point[1] - cy)),
  );
  const [least, most] = [Math.min(...distances), Math.max(...distances)];
  if (!(most - least <= TOLERANCE * Math.max(1, most))) return path;
  return `<circle ${before}cx="${short(cx)}" cy="${short(cy)}" r="${short((least + most) / 2)}"${after}/>`;
}

/** Rectangles of one fill that follow each other. */
const RECTANGLES =
  /(<rect (fill="[^"]*"(?: fill-opacity="[^"]*")?) x="[^"]*" y="[^"]*" width="[^"]*" height="[^"]*"\/>)(?:\s*<rect \2 x="[^"]*" y="[^"]*" width="[^"]*" height="[^"]*"\/>)+/g;

function joinedRectangles(rectangles: string, _first: string, fill: string): string {
  const d = [...rectangles.matchAll(/x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"/g)]
    .map(([, x, y, width, height]) => `M${x} ${y}h${width}v${height}h-${width}z`)
    .join('');
  return `<path ${fill} d="${d}"/>`;
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}
