/** The gateway that serves this page also answers it; said in full, or the framework puts our own folder before it. */
export const API_BASE = location.origin
