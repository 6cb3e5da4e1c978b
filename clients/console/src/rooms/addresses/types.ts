// The records of /api/console/addresses.
export interface Estate { name: string; communityCode: string; buildings: number; homes: number; people: number }
export interface Building { name: string; gridCode: string; grid: string; units: number; homes: number; people: number }
export interface Room { id: string; unit: string; room: string; people: number }
export interface PlaceName {
  id: string; name: string; kind: string; kindText: string; community: string; target: string; source: string; actor: string; createdAt: number
}
export interface Match {
  addressId: string | null; gridCode: string; grid: string; text: string; why: string; confidence: number; isGrid: boolean
}
export interface Reading {
  understood: { estate: string | null; building: string | null; unit: string | null; room: string | null }
  match: Match | null; candidates: Match[]; elsewhere: boolean
}
