// Photos for the walk, drawn and taken by Chromium itself: no binary files to keep.
const scenes = {
  mess: `<rect width="800" height="600" fill="#b9c7cf"/><rect y="400" width="800" height="200" fill="#8d8a80"/>
    <g fill="#3f6d4e"><rect x="90" y="230" width="150" height="200" rx="12"/><rect x="280" y="230" width="150" height="200" rx="12"/></g>
    <g fill="#e8e3d3"><ellipse cx="520" cy="470" rx="90" ry="50"/><ellipse cx="640" cy="510" rx="70" ry="40"/></g><rect x="420" y="500" width="90" height="60" fill="#a9793f"/>`,
  clean: `<rect width="800" height="600" fill="#cfe0ea"/><rect y="400" width="800" height="200" fill="#b5b1a6"/>
    <g fill="#2f7f57"><rect x="120" y="210" width="160" height="220" rx="12"/><rect x="320" y="210" width="160" height="220" rx="12"/><rect x="520" y="210" width="160" height="220" rx="12"/></g>
    <g fill="#24654a"><rect x="110" y="190" width="180" height="30" rx="8"/><rect x="310" y="190" width="180" height="30" rx="8"/><rect x="510" y="190" width="180" height="30" rx="8"/></g>`,
  lamp: `<rect width="800" height="600" fill="#31353d"/><path d="M120 600 L300 220 H500 L680 600Z" fill="#43474f"/><circle cx="400" cy="110" r="46" fill="#575d68"/><rect x="392" y="0" width="16" height="70" fill="#575d68"/>`,
  stairs: `<rect width="800" height="600" fill="#3b3f47"/><g fill="#575d68"><rect x="100" y="480" width="600" height="60"/><rect x="170" y="400" width="460" height="50"/><rect x="230" y="330" width="340" height="40"/></g>`,
  paper: `<rect width="800" height="600" fill="#7d6a52"/><rect x="170" y="40" width="460" height="520" fill="#fbfaf6"/>
    <g fill="#888"><rect x="220" y="110" width="360" height="18"/><rect x="220" y="180" width="300" height="12"/><rect x="220" y="220" width="330" height="12"/><rect x="220" y="260" width="280" height="12"/></g>
    <circle cx="500" cy="440" r="60" fill="none" stroke="#c0392b" stroke-width="10"/>`,
}

/** Files as a file chooser takes them. */
export async function takePhotos(browser, ...names) {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
  const photos = []
  for (const name of names) {
    await page.setContent(`<body style="margin:0"><svg width="800" height="600">${scenes[name]}</svg>`)
    photos.push({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg', quality: 90 }) })
  }
  await page.close()
  return photos
}

/** Taps the button and hands the photos to the chooser that opens. */
export async function choosePhotos(page, button, photos) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  await chooser.setFiles(photos)
}
