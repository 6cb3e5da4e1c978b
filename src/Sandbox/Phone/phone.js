// The phone: whose it is, its three tabs, and a look at the world once a second.
import { drawChat, el, face, clock } from './chat.js';
import { home, preparePlaces } from './places.js';

const $ = id => document.getElementById(id);
const store = (key, fallback) => JSON.parse(localStorage.getItem('sandbox.' + key) ?? 'null') ?? fallback;
const keep = (key, value) => localStorage.setItem('sandbox.' + key, JSON.stringify(value));

const people = [
  { openid: 'resident-wang', name: '王阿姨', role: '居民' },
  { openid: 'resident-liu', name: '老刘', role: '居民' },
  { openid: 'staff-grid', name: '网格员', role: '第一网格' },
  { openid: 'staff-community', name: '书记', role: '社区' },
  { openid: 'staff-street', name: '街道', role: '协同中心' },
  ...store('people', []),
];
let users = {}, seen = store('seen', {}), current = store('current', 'resident-wang'), tab = 'chat';
let spots = store('spots', {});
let drawn = '', miniOf = '', about = { account: '公众号', mini: '/m/' }, smsPhone = '', smsDrawn = '', smsSeen = store('smsSeen', 0), waiting = 0;

const me = () => people.find(p => p.openid === current) ?? people[0];
const get = async path => (await fetch(path)).json();
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

// ---- the world, once a second
async function look() {
  const list = await get('/sandbox/wechat/users');
  users = Object.fromEntries(list.map(u => [u.openid, u]));
  for (const user of list) {
    if (!people.some(p => p.openid === user.openid)) people.push(stranger(user.openid));
    if ((seen[user.openid] ?? 0) > user.received) seen[user.openid] = 0; // the world began anew
  }
  if (tab === 'chat' && !document.hidden) seen[current] = users[current]?.received ?? 0;
  keep('seen', seen);
  drawPeople();
  await drawMessages();
  await lookAtSms();
  $('clock').textContent = clock(Date.now());
}

function stranger(openid) {
  const staff = /^staff-(grid|duty|line|community|street|leader|district)?(\d*)/.exec(openid);
  const post = { grid: '网格员', duty: '值班员', line: '社工', community: '书记', street: '街道', leader: '街道领导', district: '区里' }[staff?.[1]];
  return post ? { openid, name: post + staff[2], role: openid } : { openid, name: openid.replace(/^(resident|staff)-/, ''), role: openid };
}

function drawPeople() {
  const rows = people.map(person => {
    const fresh = person.openid === current && tab === 'chat' ? 0 : (users[person.openid]?.received ?? 0) - (seen[person.openid] ?? 0);
    return { ...person, fresh, pressed: person.openid === current, last: users[person.openid]?.lastText ?? person.role };
  });
  const state = JSON.stringify(rows);
  if (drawPeople.state === state) return;
  drawPeople.state = state;
  $('people').replaceChildren(...rows.map(row => {
    const button = el('button', { type: 'button', className: row.fresh > 0 ? 'person lit' : 'person', onclick: () => take(row.openid) },
      face(row.name, row.openid),
      el('span', { className: 'who' }, el('b', { textContent: row.name }), el('span', { textContent: row.last.split('\n')[0] })),
      row.fresh > 0 ? el('b', { className: 'badge', textContent: row.fresh, ariaLabel: `${row.fresh} 条新消息` }) : null);
    button.setAttribute('aria-pressed', row.pressed);
    button.dataset.openid = row.openid;
    return button;
  }));
  const all = rows.reduce((n, r) => n + Math.max(0, r.fresh), 0);
  document.title = all > 0 ? `(${all}) 沙盒手机` : '沙盒手机';
}

async function drawMessages() {
  const user = users[current], following = user?.following ?? current.startsWith('staff-');
  $('compose').hidden = !following;
  $('stranger').hidden = following;
  $('unfollow').hidden = !following;
  $('owner').textContent = me().name + '的手机';
  const state = `${current} ${user?.lastId ?? 0}`;
  if (drawn === state) return;
  drawn = state;
  const lines = user ? await get(`/sandbox/wechat/${encodeURIComponent(current)}/messages`) : [];
  if (drawn !== state) return; // another phone was taken meanwhile
  $('messages').replaceChildren(...drawChat(lines, me(), about.account, { say: sayText, open }));
  scrollDown();
  $('messages').querySelectorAll('img').forEach(img => { img.onload = scrollDown; });
}

const scrollDown = () => { $('messages').scrollTop = $('messages').scrollHeight; };

async function take(openid) {
  current = openid;
  keep('current', current);
  $('typing').hidden = true;
  if (tab === 'mini') await openMini();
  await look();
  document.querySelector('.person[aria-pressed=true]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
}

// ---- saying something
async function say(message) {
  const openid = current;
  waiting++;
  $('typing').hidden = false;
  setTimeout(look, 150); // one's own words appear at once
  try {
    const answer = await post('/sandbox/wechat/say', { openid, ...message });
    if (!answer.ok) toast((await answer.json().catch(() => ({}))).detail ?? '没发出去');
  } catch { toast('没发出去，沙盒没有回话'); }
  waiting--;
  if (waiting === 0) $('typing').hidden = true;
  await look();
}

const sayText = (content, bizMsgMenuId) => say({ type: 'text', content, ...(bizMsgMenuId ? { bizMsgMenuId } : {}) });

function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $('toast').hidden = true; }, 4000);
}

function sendFile(file) {
  const reader = new FileReader();
  reader.onload = () => say({ type: 'image', base64: reader.result, contentType: file.type, fileName: file.name });
  reader.readAsDataURL(file);
}

// ---- tabs
function show(name) {
  tab = name;
  for (const each of ['chat', 'mini', 'sms']) $('tab-' + each).hidden = each !== name;
  document.querySelectorAll('.tabs button').forEach(b => b.setAttribute('aria-pressed', b.dataset.tab === name));
  if (name === 'mini' && miniOf !== current) openMini();
  if (name === 'chat') scrollDown();
  look();
}

/** A card opens the mini-program, a link to /m/ its pages inside the account: both signed in as this user, each in WeChat's own way. Any other opens a window. */
function open(url) {
  if (/^(https?:|\/\/)/.test(url) && !url.includes('/m/')) return window.open(url, '_blank', 'noopener');
  const opened = url.includes('/m/') ? Promise.resolve(openPage(url.slice(url.indexOf('/m/') + 3))) : openMini('#/' + url.replace(/^\//, ''));
  opened.then(() => show('mini'));
}

async function openMini(inside = '') {
  const { code } = await (await post('/sandbox/wechat/login', { openid: current })).json();
  enter(inside, 'code=' + code);
}

/** Whose phone this is stands in a cookie that only the pretended WeChat reads; the page goes there and back by itself. */
function openPage(inside) {
  document.cookie = `sandbox-phone=${encodeURIComponent(current)}; path=/sandbox; SameSite=Lax`;
  enter(inside, 'wx=1');
}

function enter(inside, proof) {
  miniOf = current;
  const [query, hash = ''] = inside.replace(/^\?/, '').split('#');
  const where = new URLSearchParams(spots[current] ?? home); // the phone knows where it is, as a real one does
  const address = `${about.mini}?${proof}&${where}${query ? '&' + query : ''}${hash ? '#' + hash : ''}`;
  const fresh = el('iframe', { id: 'mini', title: '小程序', src: address, allow: 'geolocation; camera; microphone' });
  $('mini').replaceWith(fresh); // a new frame leaves no trace in the browser's history
}

// ---- text messages
async function lookAtSms() {
  const recent = await get('/sandbox/sms');
  const newest = recent[0]?.at ?? 0;
  if (tab === 'sms') keep('smsSeen', smsSeen = newest);
  $('sms-badge').hidden = newest <= smsSeen;
  $('sms-badge').textContent = '新';
  if (tab !== 'sms') return;
  const lines = smsPhone ? await get('/sandbox/sms/' + encodeURIComponent(smsPhone)) : recent;
  const state = smsPhone + JSON.stringify(lines);
  if (smsDrawn === state) return;
  smsDrawn = state;
  $('sms').replaceChildren(...(smsPhone ? drawSms(lines) : recent.map(drawNumber)));
  if (lines.length === 0) $('sms').append(el('p', { className: 'empty', textContent: smsPhone ? '这个号码没有收到短信' : '还没有人收到短信' }));
}

const drawNumber = each => el('button', { type: 'button', className: 'number', onclick: () => lookUp(each.phone) },
  el('b', { textContent: `${each.phone}（${each.count} 条）` }), el('span', { textContent: each.text }));

const drawSms = lines => [
  el('button', { type: 'button', className: 'number', textContent: '‹ 看所有号码', onclick: () => lookUp('') }),
  ...lines.flatMap(sms => [
    el('p', { className: 'at', textContent: clock(sms.at) }),
    el('div', { className: sms.fromPhone ? 'row me' : 'row' }, el('div', { className: 'bubble', textContent: sms.text })),
  ]), drawReply()];

/** 上行: what the phone answers goes to the account by the vendor. */
function drawReply() {
  const text = el('input', { maxLength: 200, placeholder: '回短信，比如 1', ariaLabel: '回短信', autocomplete: 'off' });
  return el('form', { className: 'reply', onsubmit: async event => {
    event.preventDefault();
    if (!text.value.trim()) return;
    await post(`/sandbox/sms/${encodeURIComponent(smsPhone)}/reply`, { text: text.value.trim() });
    lookAtSms();
  } }, text, el('button', { className: 'primary', textContent: '回复' }));
}

function lookUp(phone) {
  smsPhone = $('sms-phone').value = phone;
  lookAtSms();
}

// ---- wiring
$('follow').onclick = () => say({ type: 'subscribe' });
$('unfollow').onclick = () => say({ type: 'unsubscribe' });
$('sample-photo').onclick = () => say({ type: 'image' });
$('photo').onclick = () => $('file').click();
$('file').onchange = () => { [...$('file').files].forEach(sendFile); $('file').value = ''; };
$('voice').onclick = () => say({ type: 'voice' });
$('compose').onsubmit = event => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (text === '') return;
  $('text').value = '';
  sayText(text);
};
$('reload').onclick = () => openMini();
$('sms-form').onsubmit = event => { event.preventDefault(); lookUp($('sms-phone').value.trim()); };
document.querySelectorAll('.tabs button').forEach(b => { b.onclick = () => show(b.dataset.tab); });
$('add').onclick = () => $('person-sheet').showModal();
$('person-sheet').onclose = () => {
  const name = $('person-name').value.trim();
  if ($('person-sheet').returnValue !== 'add' || name === '') return;
  const openid = $('person-id').value.trim() || 'resident-' + Math.random().toString(36).slice(2, 10);
  if (!people.some(p => p.openid === openid)) {
    people.push({ openid, name, role: '居民' });
    keep('people', people.slice(5).filter(p => p.role === '居民').slice(-20));
  }
  $('person-name').value = $('person-id').value = '';
  take(openid);
};
preparePlaces($, place => {
  keep('spots', spots = { ...spots, [current]: { place: place.label, lat: place.lat, lon: place.lon } });
  say({ type: 'location', ...place });
});

about = await get('/sandbox/about');
$('account').textContent = about.account;
for (;;) {
  try { await look(); } catch { /* the host is restarting: look again in a second */ }
  await new Promise(done => setTimeout(done, 1000));
}
