const tremble = { ms: 400, px: 24 }
let last = { at: -tremble.ms, x: 0, y: 0, page: '' }

/** A trembling thumb taps twice. The second tap must not press what lies at that place of the page the first one has just opened. */
addEventListener('click', tap => {
  const again = tap.timeStamp - last.at < tremble.ms && Math.hypot(tap.clientX - last.x, tap.clientY - last.y) < tremble.px
  const page = location.hash
  if (again && page !== last.page && !(tap.target as Element).closest('.bar-back')) {
    tap.stopPropagation()
    tap.preventDefault()
  } else last = { at: tap.timeStamp, x: tap.clientX, y: tap.clientY, page }
}, true)
