/** What was drawn on a canvas, as a picture to send. */
export function pictureOf(canvas: string, page: unknown): Promise<string> {
  return new Promise((resolve, reject) => uni.canvasToTempFilePath({ canvasId: canvas, fileType: 'png', success: made => resolve(made.tempFilePath), fail: reject }, page as never))
}
