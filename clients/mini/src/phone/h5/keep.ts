/** Keeps a photo's bytes until the server has them, in IndexedDB: they outlive a reload. */
let opening: Promise<IDBDatabase> | undefined
function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const open = indexedDB.open('onetable', 1)
    open.onupgradeneeded = () => open.result.createObjectStore('photos')
    open.onsuccess = () => resolve(open.result)
    open.onerror = () => reject(open.error)
  })
  return opening.then(database => database.transaction('photos', mode).objectStore('photos'))
}
function done<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => { asked.onsuccess = () => resolve(asked.result); asked.onerror = () => reject(asked.error) })
}

/** The path to show and send the photo by; it is the same one where the browser lets us keep nothing. */
export async function keep(key: string, path: string): Promise<string> {
  try {
    const bytes = await (await fetch(path)).blob()
    await done((await store('readwrite')).put(bytes, key))
  } catch { /* a private window keeps nothing: the photo then lives as long as the page */ }
  return path
}

/** The kept photo after a reload, or '' when it is gone. */
export async function kept(key: string, _path: string): Promise<string> {
  try {
    const bytes = await done<Blob | undefined>((await store('readonly')).get(key))
    return bytes ? URL.createObjectURL(bytes) : ''
  } catch { return '' }
}

export async function drop(key: string, _path: string) {
  try { await done((await store('readwrite')).delete(key)) } catch { /* nothing was kept */ }
}
