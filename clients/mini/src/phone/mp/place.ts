import type { Place } from '@/types'

export const locateWords = '在地图上选'

/** Where the phone is, or null when it cannot or may not say. Coordinates are GCJ-02, as the grids are drawn. */
export function findPlace(): Promise<Place | null> {
  return new Promise(resolve => uni.chooseLocation({
    success: spot => resolve({ place: spot.name || spot.address, lat: Number(spot.latitude), lon: Number(spot.longitude) }), fail: () => resolve(null),
  }))
}
