/** A person in a photo: the center of the face and the width of the view on it, in photo px. */
export interface Subject {
  readonly photo: string;
  readonly x: number;
  readonly y: number;
  readonly viewWidth: number;
}

/** The clip to make: frame size in px, frames a second, and the frames after which the path closes. */
export const clip = { width: 640, height: 480, frameRate: 25, frames: 150 };

/** Room around the view, so that the moving camera never looks past what was cropped. */
const margin = 1.5;

/**
 * The ffmpeg filters that move a camera over one person of a still photo: it wanders, zooms, rolls and tilts a little,
 * on a path that closes, so that the clip loops. Positions are fractions of a pixel, since ffmpeg's `perspective`
 * resamples; its `zoompan` would jitter.
 */
export function formatCameraFilters({ x, y, viewWidth }: Subject): string {
  const [width, height] = [viewWidth * margin, (viewWidth * margin * clip.height) / clip.width].map(Math.round);
  const crop = `crop=${width}:${height}:${Math.round(x - width! / 2)}:${Math.round(y - height! / 2)}`;
  const enlarge = `scale=${clip.width * margin}:${clip.height * margin}:flags=lanczos,format=yuv444p`;
  const still = `loop=loop=${clip.frames - 1}:size=1:start=0,setpts=N/${clip.frameRate}/TB,fps=${clip.frameRate}`;
  return `${crop},${enlarge},${still},${formatPerspective()},scale=${clip.width}:${clip.height}:flags=area,format=yuv420p`;
}

/** The four corners of the view as expressions of the frame's number: top left, top right, bottom left, bottom right. */
function formatPerspective(): string {
  const corners = [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const;
  const expressions = corners.flatMap(([u, v], corner) => [
    `x${corner}='W/2+${path.x}+W/${2 * margin}*${path.zoom}*(${formatAcross(u, v)}*cos(${path.roll})-${formatDown(u, v)}*H/W*sin(${path.roll}))'`,
    `y${corner}='H/2+${path.y}+H/${2 * margin}*${path.zoom}*(${formatAcross(u, v)}*W/H*sin(${path.roll})+${formatDown(u, v)}*cos(${path.roll}))'`,
  ]);
  return `perspective=${expressions.join(':')}:interpolation=cubic:sense=source:eval=frame`;
}

const formatAcross = (u: number, v: number) => `${u}*(1+${v}*${path.pitch})`;
const formatDown = (u: number, v: number) => `${v}*(1+${u}*${path.yaw})`;

/** One wave of the closed path: `cycles` of it in the clip, shifted by `phase` of a cycle. */
const formatWave = (amplitude: number | string, cycles: number, phase = 0) =>
  `${amplitude}*sin(2*PI*(${cycles}*on/${clip.frames}+${phase}))`;

const path = {
  x: `(${formatWave('W*0.035', 1)})`,
  y: `(${formatWave('H*0.035', 2, 0.2)})`,
  zoom: `(1+${formatWave(0.12, 1, 0.4)})`,
  roll: `(${formatWave(0.07, 1, 0.6)})`,
  pitch: `(${formatWave(0.05, 2, 0.1)})`,
  yaw: `(${formatWave(0.08, 1, 0.8)})`,
};
