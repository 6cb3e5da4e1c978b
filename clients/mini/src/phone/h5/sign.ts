/** What was drawn on a canvas, as a picture to send. */
export function pictureOf(canvas: string): Promise<string> {
  const drawn = document.querySelector<HTMLCanvasElement>(`[canvas-id="${canvas}"] canvas`)
  return new Promise((resolve, reject) => drawn ? drawn.toBlob(blob => blob ? resolve(URL.createObjectURL(blob)) : reject(new Error('empty'))) : reject(new Error('no canvas')))
}
