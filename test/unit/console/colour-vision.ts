type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** What of linear light those see who lack a kind of cone: Machado, Oliveira, Fernandes 2009, severity 1. */
export const eyes: Readonly<Record<string, Matrix>> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function times(matrix: Matrix, [x, y, z]: Vector): Vector {
  const of = ([a, b, c]: Vector) => a * x + b * y + c * z;
  return [of(matrix[0]), of(matrix[1]), of(matrix[2])];
}

/** Linear light of a colour, 0 to 1. */
export function light(hex: string): Vector {
  const part = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** Contrast by WCAG 2. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [a, b]
    .map(light)
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

/** Oklab (Ottosson 2020), in which equal distances look alike. */
export function oklab(linear: Vector): Vector {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  );
  const [l, m, s] = cones.map((cone) => Math.cbrt(Math.max(0, cone)));
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l ?? 0, m ?? 0, s ?? 0],
  );
}

/** How far apart two colours look; 2 is just to be seen side by side. */
export function distance(a: string, b: string, eye: Matrix): number {
  const seen = (hex: string) => oklab(times(eye, light(hex)));
  const [one, other] = [seen(a), seen(b)];
  return 100 * Math.hypot(...one.map((part, index) => part - (other[index] ?? 0)));
}
