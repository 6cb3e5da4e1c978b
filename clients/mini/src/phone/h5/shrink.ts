/** Sides of a photo in pixels: as it is sent, and as a network gets it through that takes minutes for that. */
export const usualSide = 2048, slowSide = 1024
const smallEnough = 2 * 1024 * 1024

/** A photo small enough to send; one that is small already keeps its own bytes, with its place and time. */
export async function shrink(path: string, longestSide = usualSide): Promise<string> {
  try {
    const bytes = await (await fetch(path)).blob()
    const picture = await loaded(path)
    const ratio = Math.min(1, longestSide / Math.max(picture.naturalWidth, picture.naturalHeight))
    if (ratio === 1 && bytes.size <= smallEnough) return path
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.naturalWidth * ratio)
    canvas.height = Math.round(picture.naturalHeight * ratio)
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const smaller = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.85))
    return smaller ? URL.createObjectURL(smaller) : path
  } catch { return path } // not a picture we can open: the server says so in words
}

function loaded(path: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const picture = new Image()
    picture.onload = () => resolve(picture)
    picture.onerror = reject
    picture.src = path
  })
}
