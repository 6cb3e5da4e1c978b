/** Keeps a photo's bytes until the server has them, as a saved file: it outlives the mini-program's end. */
export function keep(_key: string, path: string): Promise<string> {
  return new Promise(resolve => uni.getFileSystemManager().saveFile({
    tempFilePath: path, success: saved => resolve(saved.savedFilePath), fail: () => resolve(path),
  }))
}
export function kept(_key: string, path: string): Promise<string> {
  return new Promise(resolve => uni.getFileSystemManager().access({ path, success: () => resolve(path), fail: () => resolve('') }))
}
export async function drop(_key: string, path: string) {
  uni.getFileSystemManager().removeSavedFile({ filePath: path, fail: () => { /* it was never saved */ } })
}
