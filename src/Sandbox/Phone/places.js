// Choosing a place: a small picture of the street to tap on, a list of known spots, or the numbers themselves.

const south = 30.534, north = 30.554, west = 114.3425, east = 114.3825, width = 360, height = 180;
const presets = [
  { label: '东园小区垃圾房', lat: 30.55, lon: 114.36 },
  { label: '东园小学门口', lat: 30.5485, lon: 114.37 },
  { label: '菜市场南门', lat: 30.5415, lon: 114.3605 },
  { label: '3栋2单元楼下', lat: 30.5465, lon: 114.365 },
  { label: '很远的地方', lat: 30.9, lon: 114.9 },
];

/** Where a phone is until its owner has sent a place. */
export const home = { place: presets[0].label, lat: presets[0].lat, lon: presets[0].lon };

const toX = lon => (lon - west) / (east - west) * width;
const toY = lat => (north - lat) / (north - south) * height;

const picture = `
  <path d="M0 150 Q90 120 170 140 T360 118 V180 H0Z" fill="#bcd9ea"/>
  <g fill="#cfe0bd"><rect x="20" y="10" width="66" height="38" rx="6"/><rect x="246" y="20" width="80" height="44" rx="6"/></g>
  <g fill="#e3d8c6">${[104, 142, 200, 216, 262, 300, 40, 70].map((x, i) => `<rect x="${x}" y="${i < 2 ? 28 : i < 4 ? 34 : 92}" width="24" height="30" rx="2"/>`).join('')}</g>
  <g stroke="#fff" stroke-width="8" fill="none"><path d="M0 76 H360"/><path d="M94 0 V132"/><path d="M186 0 V136"/><path d="M286 76 V124"/></g>
  <g font-size="16" fill="#3d4a3a"><text x="36" y="35">公园</text><text x="262" y="48">小学</text><text x="6" y="68">东园路</text><text x="292" y="160" fill="#2a5c7a">东湖</text></g>
  <path id="pin" d="M0 0 C-4 -10 -11 -14 -11 -23 A11 11 0 1 1 11 -23 C11 -14 4 -10 0 0Z" fill="#c9302c" stroke="#fff" stroke-width="2"/>`;

export function preparePlaces($, send) {
  const sheet = $('place-sheet'), map = $('map');
  map.innerHTML = picture;

  function point(lat, lon, label) {
    $('lat').value = lat;
    $('lon').value = lon;
    if (label !== undefined) $('label').value = label;
    const x = Math.min(width - 12, Math.max(12, toX(lon))), y = Math.min(height, Math.max(36, toY(lat)));
    map.querySelector('#pin').setAttribute('transform', `translate(${x} ${y})`);
  }

  map.onclick = event => {
    const box = map.getBoundingClientRect();
    const lon = west + (event.clientX - box.left) / box.width * (east - west);
    const lat = north - (event.clientY - box.top) / box.height * (north - south);
    point(lat.toFixed(5), lon.toFixed(5), '地图上选的位置');
  };
  $('presets').append(...presets.map(p => Object.assign(document.createElement('button'),
    { type: 'button', textContent: p.label, onclick: () => point(p.lat, p.lon, p.label) })));
  $('lat').onchange = $('lon').onchange = () => point($('lat').value, $('lon').value);
  $('place').onclick = () => {
    point(presets[0].lat, presets[0].lon, presets[0].label);
    sheet.showModal();
  };
  sheet.onclose = () => {
    if (sheet.returnValue !== 'send') return;
    send({ lat: $('lat').value, lon: $('lon').value, label: $('label').value.trim() });
    sheet.returnValue = '';
  };
}
