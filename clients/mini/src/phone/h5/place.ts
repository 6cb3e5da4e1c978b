import { brought } from '@/session'
import type { Place } from '@/types'

export const locateWords = '用我现在的位置'

/** Where the phone is, or null when it cannot or may not say. Coordinates are GCJ-02, as the grids are drawn. */
export async function findPlace(): Promise<Place | null> {
  if (brought.lat !== null && brought.lon !== null) return { place: brought.place, lat: brought.lat, lon: brought.lon }
  if (!navigator.geolocation) return null
  return new Promise(resolve => navigator.geolocation.getCurrentPosition(
    ({ coords }) => resolve({ place: '', ...toGcj02(coords.latitude, coords.longitude) }), () => resolve(null),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 }))
}

/** GPS speaks WGS-84; maps in China are drawn in GCJ-02, some 500 m away. The published approximation, good to a metre or two. */
export function toGcj02(lat: number, lon: number): { lat: number; lon: number } {
  const [x, y, pi] = [lon - 105, lat - 35, Math.PI]
  const wave = (value: number, ...terms: [number, number][]) => terms.reduce((sum, [size, period]) => sum + size * Math.sin(value / period * pi), 0) * 2 / 3
  const common = wave(x, [20, 1 / 6], [20, 1 / 2])
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + common + wave(y, [20, 1], [40, 3], [160, 12], [320, 30])
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + common + wave(x, [20, 1], [40, 3], [150, 12], [300, 30])
  const [axis, eccentricity, radians] = [6378245, 0.00669342162296594323, lat / 180 * pi]
  const bulge = 1 - eccentricity * Math.sin(radians) ** 2
  return {
    lat: lat + north * 180 / (axis * (1 - eccentricity) / (bulge * Math.sqrt(bulge)) * pi),
    lon: lon + east * 180 / (axis / Math.sqrt(bulge) * Math.cos(radians) * pi),
  }
}
