/** Sides of a photo in pixels: as it is sent, and as a network gets it through that takes minutes for that. */
export const usualSide = 2048, slowSide = 1024
const smallEnough = 2 * 1024 * 1024

/** A photo small enough to send; one that is small already keeps its own bytes, with its place and time. */
export async function shrink(path: string, longestSide = usualSide): Promise<string> {
  const [side, size] = await Promise.all([sides(path), bytesOf(path)])
  if (side.width <= longestSide && side.height <= longestSide && size <= smallEnough) return path
  const wide = side.width >= side.height
  return new Promise(resolve => uni.compressImage({
    src: path, quality: 85, ...(wide ? { compressedWidth: Math.min(side.width, longestSide) } : { compressedHeight: Math.min(side.height, longestSide) }),
    success: smaller => resolve(smaller.tempFilePath), fail: () => resolve(path),
  }))
}

function sides(path: string): Promise<{ width: number; height: number }> {
  return new Promise(resolve => uni.getImageInfo({ src: path, success: resolve, fail: () => resolve({ width: 0, height: 0 }) }))
}

function bytesOf(path: string): Promise<number> {
  return new Promise(resolve => uni.getFileSystemManager().getFileInfo({ filePath: path, success: info => resolve(info.size), fail: () => resolve(0) }))
}
