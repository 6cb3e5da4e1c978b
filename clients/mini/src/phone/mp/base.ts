/** A mini-program must be told where the gateway is, when it is built. */
export const API_BASE = import.meta.env.VITE_API_BASE ?? ''
